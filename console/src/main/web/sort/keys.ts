import { DataType, DateUnit, Precision, type Data } from 'apache-arrow';
import { halfToNumber } from '../result/format';
import type { Result } from '../result/result';
import { prefixWords, type SortKeys } from './order';

const SIGN = 0x80000000;

/** Whether the console can sort by such a column: by all that has one obvious order. */
export function isSortable(type: DataType): boolean {
  if (DataType.isDictionary(type)) return isText(type.dictionary);
  return (
    isText(type) ||
    DataType.isBool(type) ||
    DataType.isInt(type) ||
    DataType.isFloat(type) ||
    DataType.isDecimal(type) ||
    DataType.isDate(type) ||
    DataType.isTime(type) ||
    DataType.isTimestamp(type) ||
    DataType.isDuration(type)
  );
}

function isText(type: DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type);
}

/** Copies a column into what it is sorted by. */
export function sortKeysOf(result: Result, column: number): SortKeys {
  const { type } = result.columns[column] as { type: DataType };
  const parts = result.batches.map((batch) => batch.data.children[column] as Data);
  const nulls = nullsOf(parts, result.rowCount);
  if (isText(type) || DataType.isDictionary(type)) return textKeys(parts, result.rowCount, nulls);
  const words = Array.from({ length: wordsOf(type) }, () => new Uint32Array(result.rowCount));
  let start = 0;
  for (const part of parts) {
    fill(part, words, start);
    start += part.length;
  }
  return { rows: result.rowCount, nulls, words };
}

function nullsOf(parts: Data[], rows: number): Uint8Array {
  const nulls = new Uint8Array(rows);
  let start = 0;
  for (const part of parts) {
    if (part.nullCount > 0) {
      for (let row = 0; row < part.length; row++) if (!part.getValid(row)) nulls[start + row] = 1;
    }
    start += part.length;
  }
  return nulls;
}

function wordsOf(type: DataType): number {
  if (DataType.isDecimal(type)) return type.bitWidth / 32;
  if (DataType.isFloat(type)) return 2;
  if (DataType.isInt(type) || DataType.isTime(type)) return type.bitWidth === 64 ? 2 : 1;
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 1 : 2;
  return DataType.isBool(type) ? 1 : 2;
}

/** Maps each value to unsigned words in the same order. */
function fill(part: Data, words: Uint32Array[], start: number): void {
  const { type, length } = part;
  if (DataType.isFloat(type)) return fillFloats(part, type.precision, words, start);
  if (DataType.isBool(type)) {
    const at = part.offset;
    for (let row = 0; row < length; row++) (words[0] as Uint32Array)[start + row] = (part.values[(at + row) >> 3] >> ((at + row) & 7)) & 1;
    return;
  }
  const flip = DataType.isInt(type) && !type.isSigned ? 0 : SIGN;
  if (words.length === 1) {
    for (let row = 0; row < length; row++) (words[0] as Uint32Array)[start + row] = (part.values[row] ^ flip) >>> 0;
  } else {
    fillWide(part, words, start, flip);
  }
}

/** Little-endian words, the highest of which has the sign. */
function fillWide(part: Data, words: Uint32Array[], start: number, flip: number): void {
  const width = words.length;
  const values = part.values as BigInt64Array | Uint32Array;
  const view = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  words.forEach((word, place) => {
    const mask = place === 0 ? flip : 0;
    const offset = width - 1 - place;
    for (let row = 0; row < part.length; row++) word[start + row] = ((view[row * width + offset] as number) ^ mask) >>> 0;
  });
}

/** Negative floats grow with their bits, from the far end; NaN is above all. */
function fillFloats(part: Data, precision: Precision, [high, low]: Uint32Array[], start: number): void {
  const number = new Float64Array(1);
  const bits = new Uint32Array(number.buffer);
  for (let row = 0; row < part.length; row++) {
    const value = precision === Precision.HALF ? halfToNumber(part.values[row]) : (part.values[row] as number);
    number[0] = Number.isNaN(value) ? NaN : value;
    const [lowBits, highBits] = bits as unknown as [number, number];
    const flip = highBits & SIGN ? 0xffffffff : 0;
    (high as Uint32Array)[start + row] = (highBits ^ (flip || SIGN)) >>> 0;
    (low as Uint32Array)[start + row] = (lowBits ^ flip) >>> 0;
  }
}

function textKeys(parts: Data[], rows: number, nulls: Uint8Array): SortKeys {
  const spans = parts.map((part) => spansOf(part));
  const offsets = new Uint32Array(rows + 1);
  let row = 0;
  for (const { length, begin, end } of spans) {
    for (let at = 0; at < length; at++, row++) offsets[row + 1] = (offsets[row] as number) + end(at) - begin(at);
  }
  const bytes = new Uint8Array(offsets[rows] as number);
  row = 0;
  for (const { length, values, begin, end } of spans) {
    for (let at = 0; at < length; at++, row++) {
      let to = offsets[row] as number;
      const last = end(at);
      for (let from = begin(at); from < last; from++) bytes[to++] = values[from] as number;
    }
  }
  return { rows, nulls, words: prefixWords(bytes, offsets, rows), text: { bytes, offsets } };
}

interface Spans {
  length: number;
  values: Uint8Array;
  begin: (row: number) => number;
  end: (row: number) => number;
}

/** Says where each row's bytes lie; of a dictionary, in its one part. */
function spansOf(part: Data): Spans {
  if (!DataType.isDictionary(part.type)) {
    const offsets = part.valueOffsets as ArrayLike<number | bigint>;
    return { length: part.length, values: part.values, begin: (row) => Number(offsets[row]), end: (row) => Number(offsets[row + 1]) };
  }
  const dictionary = part.dictionary?.data[0] as Data;
  const offsets = dictionary.valueOffsets as ArrayLike<number | bigint>;
  const indices = part.values as ArrayLike<number | bigint>;
  return {
    length: part.length,
    values: dictionary.values,
    begin: (row) => Number(offsets[Number(indices[row])] ?? 0),
    end: (row) => Number(offsets[Number(indices[row]) + 1] ?? 0),
  };
}
