/**
 * What rows are sorted by, in a form that needs no comparison of values: unsigned words, or bytes of text. It is plain
 * arrays, so that it goes to a worker without a copy.
 */
export interface SortKeys {
  rows: number;
  /** 1 where the value is null. */
  nulls: Uint8Array;
  /** One array of 32-bit words for each place, the highest first; of text, its first 8 bytes. */
  words: Uint32Array[];
  text?: { bytes: Uint8Array; offsets: Uint32Array };
}

const PREFIX_BYTES = 8;
const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Returns the rows in order: equal ones as they came, nulls last whichever way. Words are sorted by radix, lowest digit
 * first, which takes a few passes over the rows whatever is in them; texts that begin alike are then compared.
 */
export function orderOf(keys: SortKeys, descending: boolean): Uint32Array {
  const order = new Uint32Array(keys.rows);
  let values = 0;
  for (let row = 0; row < keys.rows; row++) if (!keys.nulls[row]) order[values++] = row;
  let end = values;
  for (let row = 0; row < keys.rows; row++) if (keys.nulls[row]) order[end++] = row;
  const sorted = order.subarray(0, values);
  for (let word = keys.words.length - 1; word >= 0; word--) {
    sortByDigit(sorted, keys.words[word] as Uint32Array, 0, descending);
    sortByDigit(sorted, keys.words[word] as Uint32Array, DIGIT_BITS, descending);
  }
  if (keys.text !== undefined) sortEqualPrefixes(sorted, keys.words, keys.text, descending);
  return order;
}

function sortByDigit(order: Uint32Array, words: Uint32Array, shift: number, descending: boolean): void {
  const flip = descending ? DIGITS - 1 : 0;
  const digit = (row: number) => (((words[row] as number) >>> shift) & (DIGITS - 1)) ^ flip;
  const places = new Uint32Array(DIGITS);
  for (let at = 0; at < order.length; at++) (places[digit(order[at] as number)] as number)++;
  if (order.length === 0 || places[digit(order[0] as number)] === order.length) return; // all alike
  let sum = 0;
  for (let value = 0; value < DIGITS; value++) {
    const count = places[value] as number;
    places[value] = sum;
    sum += count;
  }
  const from = order.slice();
  for (let at = 0; at < from.length; at++) {
    const row = from[at] as number;
    const value = digit(row);
    order[places[value] as number] = row;
    (places[value] as number)++;
  }
}

function sortEqualPrefixes(
  order: Uint32Array,
  [high, low]: Uint32Array[],
  { bytes, offsets }: { bytes: Uint8Array; offsets: Uint32Array },
  descending: boolean,
): void {
  const sign = descending ? -1 : 1;
  const compare = (a: number, b: number) => sign * compareBytes(bytes, offsets, a, b) || a - b;
  const same = (a: number, b: number) => high?.[a] === high?.[b] && low?.[a] === low?.[b];
  for (let begin = 0, end = 1; begin < order.length; begin = end++) {
    while (end < order.length && same(order[begin] as number, order[end] as number)) end++;
    if (end - begin > 1) order.subarray(begin, end).sort(compare);
  }
}

/** The order of UTF-8 bytes is that of the code points. */
function compareBytes(bytes: Uint8Array, offsets: Uint32Array, a: number, b: number): number {
  const startA = offsets[a] as number;
  const startB = offsets[b] as number;
  const lengthA = (offsets[a + 1] as number) - startA;
  const lengthB = (offsets[b + 1] as number) - startB;
  const shared = Math.min(lengthA, lengthB);
  for (let at = 0; at < shared; at++) {
    const difference = (bytes[startA + at] as number) - (bytes[startB + at] as number);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

/** Returns the first bytes of each text as two words. */
export function prefixWords(bytes: Uint8Array, offsets: Uint32Array, rows: number): Uint32Array[] {
  const words = [new Uint32Array(rows), new Uint32Array(rows)];
  for (let row = 0; row < rows; row++) {
    const start = offsets[row] as number;
    const length = Math.min((offsets[row + 1] as number) - start, PREFIX_BYTES);
    for (let at = 0; at < length; at++) {
      const word = words[at >> 2] as Uint32Array;
      word[row] = ((word[row] as number) | ((bytes[start + at] as number) << (24 - 8 * (at & 3)))) >>> 0;
    }
  }
  return words;
}
