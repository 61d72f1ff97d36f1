/** JSON text that is sent as it stands: a number keeps every digit that was typed. */
export class RawJson {
  constructor(readonly text: string) {}
}

export type Value = null | boolean | string | RawJson | Value[] | { [name: string]: Value };

/** Writes JSON as JSON.stringify does, and RawJson as it is. */
export function toJson(value: Value): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map(toJson).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${toJson(member)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value);
}
