import * as arrow from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { Result } from '../../main/web/result/result';
import { isSortable, sortKeysOf } from '../../main/web/sort/keys';
import { orderOf } from '../../main/web/sort/order';

/** Puts values into batches of a few rows, as a stream brings them. */
function resultOf(values: unknown[], type: arrow.DataType, batchRows = 3): Result {
  const table = new arrow.Table({ value: arrow.vectorFromArray(values, type) });
  const result = new Result(table.schema);
  for (let at = 0; at < values.length; at += batchRows) table.slice(at, at + batchRows).batches.forEach((batch) => result.append(batch));
  return result;
}

function sorted(values: unknown[], type: arrow.DataType, descending = false): unknown[] {
  return Array.from(orderOf(sortKeysOf(resultOf(values, type), 0), descending), (row) => values[row]);
}

describe('orderOf', () => {
  it('puts nulls last, whichever way', () => {
    expect(sorted([2, null, 1, null, 3], new arrow.Int32())).toEqual([1, 2, 3, null, null]);
    expect(sorted([2, null, 1, null, 3], new arrow.Int32(), true)).toEqual([3, 2, 1, null, null]);
  });

  it('leaves equal rows as they came, whichever way', () => {
    const keys = sortKeysOf(resultOf([1, 0, 1, 0, 1], new arrow.Int8()), 0);
    expect([...orderOf(keys, false)]).toEqual([1, 3, 0, 2, 4]);
    expect([...orderOf(keys, true)]).toEqual([0, 2, 4, 1, 3]);
  });

  it('knows negative and unsigned integers', () => {
    expect(sorted([1, -1, 127, -128, 0], new arrow.Int8())).toEqual([-128, -1, 0, 1, 127]);
    expect(sorted([255, 0, 128], new arrow.Uint8())).toEqual([0, 128, 255]);
    expect(sorted([4294967295, 0, 2147483648], new arrow.Uint32())).toEqual([0, 2147483648, 4294967295]);
    const wide = [0n, -1n, 9223372036854775807n, -9223372036854775808n, 4294967296n];
    expect(sorted(wide, new arrow.Int64())).toEqual([-9223372036854775808n, -1n, 0n, 4294967296n, 9223372036854775807n]);
    expect(sorted([18446744073709551615n, 1n], new arrow.Uint64())).toEqual([1n, 18446744073709551615n]);
  });

  it('knows floats, their zeros, infinities and NaN', () => {
    const values = [1.5, NaN, -Infinity, 0, -0, -2.5, Infinity, 1e-310];
    expect(sorted(values, new arrow.Float64())).toEqual([-Infinity, -2.5, -0, 0, 1e-310, 1.5, Infinity, NaN]);
    expect(sorted([1.5, -2.5, 0.25], new arrow.Float32())).toEqual([-2.5, 0.25, 1.5]);
  });

  it('knows decimals, booleans and times', () => {
    const data = new Uint32Array([1, 0, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0, 1, 0, 0]);
    const decimals = new arrow.Vector([arrow.makeData({ type: new arrow.Decimal(0, 38, 128), data, length: 3, nullCount: 0 } as never)]);
    const table = new arrow.Table({ value: decimals });
    const result = new Result(table.schema);
    table.batches.forEach((batch) => result.append(batch));
    expect([...orderOf(sortKeysOf(result, 0), false)]).toEqual([1, 0, 2]);
    expect(sorted([true, false, null, true], new arrow.Bool())).toEqual([false, true, true, null]);
    expect(sorted([3, 1, 2].map((day) => new Date(day * 86_400_000)), new arrow.DateDay()).map(Number)).toEqual([1, 2, 3].map((day) => day * 86_400_000));
  });

  it('orders texts by code point, also beyond a common beginning', () => {
    const values = ['b', 'a', '', 'same-beginning-2', 'same-beginning-10', 'same-beg', 'é', '😀', '\uffff', null];
    const expected = ['', 'a', 'b', 'same-beg', 'same-beginning-10', 'same-beginning-2', 'é', '\uffff', '😀'];
    expect(sorted(values, new arrow.Utf8())).toEqual([...expected, null]);
    expect(sorted(values, new arrow.Utf8(), true)).toEqual([...expected.reverse(), null]);
    expect(sorted(['b', null, 'a', 'b'], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()))).toEqual(['a', 'b', 'b', null]);
  });

  it('agrees with a comparison of many values', () => {
    let state = 42;
    const random = () => (state = (state * 1103515245 + 12345) % 2147483648);
    const values = Array.from({ length: 5_000 }, () => (random() % 11 === 0 ? null : random() - 1073741824));
    const reference = values.map((_, row) => row).sort((a, b) => compare(values[a]!, values[b]!) || a - b);
    expect([...orderOf(sortKeysOf(resultOf(values, new arrow.Int32(), 700), 0), false)]).toEqual(reference);
  });
});

function compare(a: number | null, b: number | null): number {
  return a === null || b === null ? Number(a === null) - Number(b === null) : a - b;
}

describe('isSortable', () => {
  it('leaves out what has no one order', () => {
    expect(isSortable(new arrow.List(arrow.Field.new('item', new arrow.Int32())))).toBe(false);
    expect(isSortable(new arrow.Binary())).toBe(false);
    expect(isSortable(new arrow.IntervalDayTime())).toBe(false);
    expect(isSortable(new arrow.TimestampMicrosecond())).toBe(true);
  });
});

describe('Result', () => {
  it('writes a value briefly to show it, and whole to copy it', () => {
    const list = Array.from({ length: 5_000 }, (_, at) => at);
    const result = resultOf([list], new arrow.List(arrow.Field.new('item', new arrow.Int32(), true)));
    expect(result.brief(0, 0)).toMatch(/, 23, … 4976 more\]$/);
    expect(result.long(0, 0)).toMatch(/… 3000 more\]$/);
    expect(result.whole(0, 0)).toMatch(/4998, 4999\]$/);
  });

  it('finds a row in any batch, in either order', () => {
    const values = Array.from({ length: 20 }, (_, at) => at * 10);
    const result = resultOf(values, new arrow.Int32());
    expect([19, 0, 7, 8].map((row) => result.brief(row, 0))).toEqual(['190', '0', '70', '80']);
    result.order = Uint32Array.from(values.map((_, at) => 19 - at));
    expect(result.brief(0, 0)).toBe('190');
    expect(result.rowAt(0)).toBe(19);
  });
});
