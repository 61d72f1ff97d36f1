import { DataType, DateUnit, IntervalUnit, Precision, TimeUnit, UnionMode, Vector, type Data, type Union } from 'apache-arrow';
import { unitText } from './types';

/** Writes one value of a column as text; null is null. */
export type Formatter = (row: number) => string | null;

/** How much of a value is written. */
export interface Extent {
  /** Entries of a list, bytes of a binary; the rest is counted. */
  maxItems: number;
}

export const BRIEF: Extent = { maxItems: 24 };
export const LONG: Extent = { maxItems: 2_000 };
export const WHOLE: Extent = { maxItems: Infinity };

/** A text within a list or a struct is quoted, so that one sees where it ends. */
type Place = 'alone' | 'within';

const UTF8 = new TextDecoder();

/** Returns what writes the values of `data`: exact, in UTC, the same in every locale. */
export function formatterOf(data: Data, extent: Extent, place: Place = 'alone'): Formatter {
  const write = writerOf(data, extent, place);
  if (DataType.isNull(data.type)) return () => null;
  if (data.nullCount === 0 || DataType.isUnion(data.type)) return write;
  return (row) => (data.getValid(row) ? write(row) : null);
}

function writerOf(data: Data, extent: Extent, place: Place): Formatter {
  const { type, values } = data;
  if (DataType.isDictionary(type)) return dictionaryWriter(data, extent, place);
  if (DataType.isBool(type)) return (row) => String(bit(values, data.offset + row));
  if (DataType.isInt(type)) return (row) => String(values[row]);
  if (DataType.isFloat(type)) return floatWriter(type.precision, values);
  if (DataType.isDecimal(type)) return decimalWriter(values, type.bitWidth / 32, type.scale);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return textWriter(data, place);
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return binaryWriter(data, extent);
  if (DataType.isFixedSizeBinary(type)) {
    const width = type.byteWidth;
    return (row) => hex(values.subarray(row * width, (row + 1) * width), extent);
  }
  return temporalWriter(data) ?? nestedWriter(data, extent) ?? anyWriter(data, extent, place);
}

function temporalWriter({ type, values }: Data): Formatter | undefined {
  if (DataType.isDate(type)) {
    return type.unit === DateUnit.DAY ? (row) => dateText(values[row]) : (row) => instantText(values[row], TimeUnit.MILLISECOND, '');
  }
  if (DataType.isTimestamp(type)) {
    const zone = type.timezone ? 'Z' : '';
    return (row) => instantText(values[row], type.unit, zone);
  }
  if (DataType.isTime(type)) return (row) => clockText(BigInt(values[row]), type.unit);
  if (DataType.isDuration(type)) return (row) => `${values[row]} ${unitText(type.unit)}`;
  if (DataType.isInterval(type)) return intervalWriter(type.unit, values);
  return undefined;
}

function nestedWriter(data: Data, extent: Extent): Formatter | undefined {
  const { type } = data;
  if (DataType.isList(type) || DataType.isLargeList(type)) return listWriter(data, extent, (row) => Number(data.valueOffsets[row]), '[]');
  if (DataType.isFixedSizeList(type)) return listWriter(data, extent, (row) => row * type.listSize, '[]');
  if (DataType.isMap(type)) return mapWriter(data, extent);
  if (DataType.isStruct(type)) return structWriter(data, extent);
  if (DataType.isUnion(type)) return unionWriter(data, extent);
  return undefined;
}

/** What this page has no words of its own for: views. */
function anyWriter(data: Data, extent: Extent, place: Place): Formatter {
  const vector = new Vector([data]);
  return (row) => {
    const value: unknown = vector.get(row);
    if (value === null || value === undefined) return null;
    if (value instanceof Uint8Array) return hex(value, extent);
    return place === 'within' && typeof value === 'string' ? JSON.stringify(value) : String(value);
  };
}

function dictionaryWriter(data: Data, extent: Extent, place: Place): Formatter {
  const parts = data.dictionary?.data ?? [];
  const writers = parts.map((part) => formatterOf(part, extent, place));
  return (row) => {
    let index = Number(data.values[row]);
    for (let part = 0; part < parts.length; part++) {
      const { length } = parts[part] as Data;
      if (index < length) return (writers[part] as Formatter)(index);
      index -= length;
    }
    return null;
  };
}

function floatWriter(precision: Precision, values: ArrayLike<number>): Formatter {
  switch (precision) {
    case Precision.HALF:
      return (row) => floatText(halfToNumber(values[row] as number));
    case Precision.SINGLE:
      return (row) => floatText(shortestSingle(values[row] as number));
    case Precision.DOUBLE:
      return (row) => floatText(values[row] as number);
  }
}

function floatText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** 0.1 as a float32 is 0.10000000149 as a number: the fewest digits that are the same float32. */
function shortestSingle(value: number): number {
  if (value === 0) return value; // toPrecision knows no -0
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}

export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function decimalWriter(values: Uint32Array, words: number, scale: number): Formatter {
  return (row) => decimalText(unscaled(values, row * words, words), scale);
}

/** Joins little-endian words, the highest of which has the sign. */
export function unscaled(values: Uint32Array, start: number, words: number): bigint {
  let value = BigInt((values[start + words - 1] as number) | 0);
  for (let word = words - 2; word >= 0; word--) value = (value << 32n) | BigInt(values[start + word] as number);
  return value;
}

function decimalText(value: bigint, scale: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = String(value < 0n ? -value : value);
  if (scale <= 0) return sign + digits + (value === 0n ? '' : '0'.repeat(-scale));
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

function textWriter({ values, valueOffsets }: Data, place: Place): Formatter {
  const text = (row: number) => UTF8.decode(values.subarray(Number(valueOffsets[row]), Number(valueOffsets[row + 1])));
  return place === 'alone' ? text : (row) => JSON.stringify(text(row));
}

function binaryWriter({ values, valueOffsets }: Data, extent: Extent): Formatter {
  return (row) => hex(values.subarray(Number(valueOffsets[row]), Number(valueOffsets[row + 1])), extent);
}

function hex(bytes: Uint8Array, { maxItems }: Extent): string {
  let text = '0x';
  const shown = Math.min(bytes.length, maxItems);
  for (let at = 0; at < shown; at++) text += (bytes[at] as number).toString(16).padStart(2, '0');
  return shown < bytes.length ? `${text}… (${bytes.length} bytes)` : text;
}

function bit(values: Uint8Array, at: number): boolean {
  return (((values[at >> 3] as number) >> (at & 7)) & 1) === 1;
}

const DAY_SECONDS = 86_400n;
const PER_SECOND: Record<TimeUnit, bigint> = {
  [TimeUnit.SECOND]: 1n,
  [TimeUnit.MILLISECOND]: 1_000n,
  [TimeUnit.MICROSECOND]: 1_000_000n,
  [TimeUnit.NANOSECOND]: 1_000_000_000n,
};

function dateText(days: number): string {
  const date = new Date(days * 86_400_000);
  return Number.isNaN(date.getTime()) ? `day ${days}` : date.toISOString().split('T')[0] as string;
}

/** JavaScript's dates have milliseconds and end in the year 275760; Arrow's go on. */
function instantText(value: bigint, unit: TimeUnit, zone: string): string {
  const perSecond = PER_SECOND[unit];
  const perDay = perSecond * DAY_SECONDS;
  const timeOfDay = ((value % perDay) + perDay) % perDay;
  const days = Number((value - timeOfDay) / perDay);
  if (Math.abs(days) > 100_000_000) return `${value} ${unitText(unit)} from 1970`;
  return `${dateText(days)} ${clockText(timeOfDay, unit)}${zone}`;
}

/** Writes a time of day with as many digits as its unit has, none where they are all zero. */
function clockText(value: bigint, unit: TimeUnit): string {
  const perSecond = PER_SECOND[unit];
  const seconds = Number(value / perSecond);
  const fraction = value % perSecond;
  const digits = fraction === 0n ? '' : `.${String(fraction).padStart(String(perSecond).length - 1, '0')}`;
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${digits}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function intervalWriter(unit: IntervalUnit, values: Int32Array): Formatter {
  switch (unit) {
    case IntervalUnit.YEAR_MONTH:
      return (row) => parts([[values[row] as number, 'mo']]);
    case IntervalUnit.DAY_TIME:
      return (row) => parts([[values[2 * row] as number, 'd'], [values[2 * row + 1] as number, 'ms']]);
    default:
      return (row) => {
        const at = 4 * row;
        const nanos = (BigInt(values[at + 3] as number) << 32n) | BigInt((values[at + 2] as number) >>> 0);
        return parts([[values[at] as number, 'mo'], [values[at + 1] as number, 'd'], [nanos, 'ns']]);
      };
  }
}

function parts(amounts: [number | bigint, string][]): string {
  const named = amounts.filter(([amount]) => amount != 0).map(([amount, unit]) => `${amount} ${unit}`);
  return named.length > 0 ? named.join(' ') : `0 ${amounts[amounts.length - 1]?.[1]}`;
}

function listWriter(data: Data, extent: Extent, begin: (row: number) => number, brackets: string): Formatter {
  const child = formatterOf(data.children[0] as Data, extent, 'within');
  return (row) => joined(begin(row), begin(row + 1), extent, (item) => child(item) ?? 'null', brackets);
}

function mapWriter(data: Data, extent: Extent): Formatter {
  const [keys, values] = (data.children[0] as Data).children.map((child) => formatterOf(child, extent, 'within'));
  const entry = (item: number) => `${keys?.(item) ?? 'null'}: ${values?.(item) ?? 'null'}`;
  return (row) => joined(data.valueOffsets[row] as number, data.valueOffsets[row + 1] as number, extent, entry, '{}');
}

function joined(begin: number, end: number, { maxItems }: Extent, item: (at: number) => string, brackets: string): string {
  const items: string[] = [];
  const shown = Math.min(end - begin, maxItems);
  for (let at = begin; at < begin + shown; at++) items.push(item(at));
  if (shown < end - begin) items.push(`… ${end - begin - shown} more`);
  return `${brackets[0]}${items.join(', ')}${brackets[1]}`;
}

function structWriter(data: Data, extent: Extent): Formatter {
  const members = data.children.map((child, index) => ({
    name: data.type.children[index]?.name,
    write: formatterOf(child, extent, 'within'),
  }));
  return (row) => `{${members.map(({ name, write }) => `${name}: ${write(row) ?? 'null'}`).join(', ')}}`;
}

function unionWriter(data: Data, extent: Extent): Formatter {
  const { typeIds, valueOffsets } = data;
  const type = data.type as Union;
  const writers = data.children.map((child) => formatterOf(child, extent, 'within'));
  return (row) => {
    const member = type.typeIdToChildIndex[typeIds[row] as number] as number;
    return writers[member]?.(type.mode === UnionMode.Dense ? (valueOffsets[row] as number) : row) ?? null;
  };
}
