import { RawJson, toJson, type Value } from './json';

/** Names of the query that mean something to the door itself. */
const RESERVED = new Set(['format', 'limit', 'columns', 'codecs']);
const MAX_URL_CHARS = 6_000;

/** A service and what it is asked for. */
export interface StreamRequest {
  service: string;
  values: Record<string, Value>;
}

/** Returns the body of `POST stream`, which is the ticket of Flight as well. */
export function bodyOf(request: StreamRequest): string {
  return toJson({ param_type: request.service, ...request.values });
}

/**
 * Returns the query of `GET stream/{name}` that asks for the same; nothing where a query cannot say it: nulls, objects,
 * empty lists, empty texts, fields with a reserved name.
 */
export function queryOf(request: StreamRequest): URLSearchParams | undefined {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.values)) {
    const values = Array.isArray(value) ? value : [value];
    const texts = values.map(scalarText);
    if (RESERVED.has(name) || texts.length === 0 || texts.some((text) => !text)) return undefined;
    texts.forEach((text) => query.append(name, text as string));
  }
  return query.toString().length <= MAX_URL_CHARS ? query : undefined;
}

function scalarText(value: Value): string | undefined {
  if (value instanceof RawJson) return /^[[{]|^null$/.test(value.text) ? undefined : value.text;
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined;
}
