const WIDTHS: Record<string, string> = { HALF: '16', SINGLE: '32', DOUBLE: '64' };
const UNITS: Record<string, string> = { SECOND: 's', MILLISECOND: 'ms', MICROSECOND: 'us', NANOSECOND: 'ns' };

/** Turns Java's words for a type, `Int(64, true)`, into those the grid uses, `int64`. */
export function typeWords(java: string): string {
  const [, name = java, list = ''] = /^(\w+)(?:\((.*)\))?$/.exec(java) ?? [];
  const parts = list.split(/,\s*/);
  const [first = '', second = '', third = '128'] = parts;
  switch (name) {
    case 'Int':
      return `${second === 'true' ? '' : 'u'}int${first}`;
    case 'FloatingPoint':
      return `float${WIDTHS[first] ?? ''}`;
    case 'Decimal':
      return `decimal${third}(${first}, ${second})`;
    case 'Date':
      return first === 'DAY' ? 'date32' : 'date64';
    case 'Time':
      return `time${second}[${UNITS[first] ?? first}]`;
    case 'Timestamp':
      return `timestamp[${UNITS[first] ?? first}${second === 'null' || second === '' ? '' : `, ${second}`}]`;
    case 'Duration':
      return `duration[${UNITS[first] ?? first}]`;
    default:
      return list === '' ? name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase() : java;
  }
}
