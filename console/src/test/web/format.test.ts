import * as arrow from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { BRIEF, formatterOf, WHOLE } from '../../main/web/result/format';
import { typeText } from '../../main/web/result/types';
import { typeWords } from '../../main/web/schema/type-words';

type Vector = arrow.Vector;

function texts(vector: Vector, extent = WHOLE): (string | null)[] {
  return vector.data.flatMap((data) => {
    const write = formatterOf(data, extent);
    return Array.from({ length: data.length }, (_, row) => write(row));
  });
}

function of(values: unknown[], type: arrow.DataType): Vector {
  return arrow.vectorFromArray(values, type) as Vector;
}

/** A vector over raw values, for types whose builders take other things. */
function raw(type: arrow.DataType, data: ArrayLike<number> | BigInt64Array | Uint32Array, length: number): Vector {
  return new arrow.Vector([arrow.makeData({ type, data, length, nullCount: 0 } as never)]);
}

const CASES: [string, () => Vector, (string | null)[]][] = [
  ['null', () => new arrow.Vector([arrow.makeData({ type: new arrow.Null(), length: 2 })]), [null, null]],
  ['bool', () => of([true, false, null], new arrow.Bool()), ['true', 'false', null]],
  ['int8', () => of([-128, 127, null], new arrow.Int8()), ['-128', '127', null]],
  ['int16', () => of([-32768], new arrow.Int16()), ['-32768']],
  ['int32', () => of([-2147483648], new arrow.Int32()), ['-2147483648']],
  ['int64', () => of([-9223372036854775808n, 9007199254740993n], new arrow.Int64()), ['-9223372036854775808', '9007199254740993']],
  ['uint8', () => of([255], new arrow.Uint8()), ['255']],
  ['uint16', () => of([65535], new arrow.Uint16()), ['65535']],
  ['uint32', () => of([4294967295], new arrow.Uint32()), ['4294967295']],
  ['uint64', () => of([18446744073709551615n], new arrow.Uint64()), ['18446744073709551615']],
  ['float16', () => raw(new arrow.Float16(), new Uint16Array([0x3c00, 0xc500, 0x0001, 0x7c00, 0x7e00]), 5), ['1', '-5', '5.960464477539063e-8', 'Infinity', 'NaN']],
  ['float32', () => of([0.1, -0, 16777216, 3.4028234663852886e38], new arrow.Float32()), ['0.1', '-0', '16777216', '3.4028235e+38']],
  ['float64', () => of([0.1, -0, NaN, -Infinity, 1e21], new arrow.Float64()), ['0.1', '-0', 'NaN', '-Infinity', '1e+21']],
  ['decimal128(18, 3)', () => raw(new arrow.Decimal(3, 18, 128), words(4, [-1n, 0n, 1234567n]), 3), ['-0.001', '0.000', '1234.567']],
  ['decimal256(60, 0)', () => raw(new arrow.Decimal(0, 60, 256), words(8, [-(10n ** 50n)]), 1), [`-1${'0'.repeat(50)}`]],
  ['utf8', () => of(['é😀', '', null], new arrow.Utf8()), ['é😀', '', null]],
  ['large_utf8', () => of(['é😀', null], new arrow.LargeUtf8()), ['é😀', null]],
  ['binary', () => of([new Uint8Array([0, 255]), null], new arrow.Binary()), ['0x00ff', null]],
  ['large_binary', () => of([new Uint8Array([1])], new arrow.LargeBinary()), ['0x01']],
  ['fixed_size_binary[2]', () => of([new Uint8Array([1, 2]), new Uint8Array([3, 4])], new arrow.FixedSizeBinary(2)), ['0x0102', '0x0304']],
  ['date32', () => raw(new arrow.DateDay(), new Int32Array([0, -1, 11357]), 3), ['1970-01-01', '1969-12-31', '2001-02-04']],
  ['date64', () => raw(new arrow.DateMillisecond(), new BigInt64Array([86400000n, -1n]), 2), ['1970-01-02 00:00:00', '1969-12-31 23:59:59.999']],
  ['time32[s]', () => raw(new arrow.TimeSecond(), new Int32Array([86399]), 1), ['23:59:59']],
  ['time32[ms]', () => raw(new arrow.TimeMillisecond(), new Int32Array([1]), 1), ['00:00:00.001']],
  ['time64[us]', () => raw(new arrow.TimeMicrosecond(), new BigInt64Array([45296000001n]), 1), ['12:34:56.000001']],
  ['time64[ns]', () => raw(new arrow.TimeNanosecond(), new BigInt64Array([1n]), 1), ['00:00:00.000000001']],
  ['timestamp[s]', () => raw(new arrow.TimestampSecond(), new BigInt64Array([-1n, 0n]), 2), ['1969-12-31 23:59:59', '1970-01-01 00:00:00']],
  ['timestamp[ms]', () => raw(new arrow.TimestampMillisecond(), new BigInt64Array([1500n]), 1), ['1970-01-01 00:00:01.500']],
  ['timestamp[us, UTC]', () => raw(new arrow.TimestampMicrosecond('UTC'), new BigInt64Array([978912000000001n]), 1), ['2001-01-08 00:00:00.000001Z']],
  ['timestamp[ns]', () => raw(new arrow.TimestampNanosecond(), new BigInt64Array([1700000000123456789n]), 1), ['2023-11-14 22:13:20.123456789']],
  ['duration[s]', () => raw(new arrow.DurationSecond(), new BigInt64Array([90n]), 1), ['90 s']],
  ['duration[ns]', () => raw(new arrow.DurationNanosecond(), new BigInt64Array([-1n]), 1), ['-1 ns']],
  ['interval[year, month]', () => raw(new arrow.IntervalYearMonth(), new Int32Array([14, 0]), 2), ['14 mo', '0 mo']],
  ['interval[day, time]', () => raw(new arrow.IntervalDayTime(), new Int32Array([3, 500, 0, 0]), 2), ['3 d 500 ms', '0 ms']],
  ['interval[month, day, nano]', () => raw(new arrow.IntervalMonthDayNano(), new Int32Array([1, 2, 3, 1, 0, 0, -1, -1]), 2), ['1 mo 2 d 4294967299 ns', '-1 ns']],
  ['list<int32>', () => of([[1, null, 3], [], null], new arrow.List(arrow.Field.new('item', new arrow.Int32(), true))), ['[1, null, 3]', '[]', null]],
  ['list<utf8>', () => of([['a, b', '"']], new arrow.List(arrow.Field.new('item', new arrow.Utf8(), true))), ['["a, b", "\\""]']],
  ['utf8_view', () => of(['short', 'longer than what lies within a view', null], new arrow.Utf8View()), ['short', 'longer than what lies within a view', null]],
  ['binary_view', () => of([new Uint8Array([1, 2]), null], new arrow.BinaryView()), ['0x0102', null]],
  ['large_list<int32>', () => of([[1, 2], [], [3]], new arrow.LargeList(arrow.Field.new('item', new arrow.Int32(), true))), ['[1, 2]', '[]', '[3]']],
  ['fixed_size_list<int32>[2]', () => of([[1, 2], [3, 4]], new arrow.FixedSizeList(2, arrow.Field.new('item', new arrow.Int32(), true))), ['[1, 2]', '[3, 4]']],
  ['struct<a: int64, b: utf8>', () => of([{ a: 1n, b: 's' }, { a: 2n, b: null }], STRUCT()), ['{a: 1, b: "s"}', '{a: 2, b: null}']],
  ['map<utf8, int64>', () => of([new Map([['k', 1n]]), new Map()], MAP()), ['{"k": 1}', '{}']],
  ['dictionary<utf8>', () => of(['low', 'mid', 'low', null], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())), ['low', 'mid', 'low', null]],
  ['dense_union<i: int32, s: utf8>', () => union(arrow.UnionMode.Dense), ['7', '"x"', '8']],
  ['sparse_union<i: int32, s: utf8>', () => union(arrow.UnionMode.Sparse), ['7', '"x"', '8']],
];

function STRUCT(): arrow.Struct {
  return new arrow.Struct([arrow.Field.new('a', new arrow.Int64(), true), arrow.Field.new('b', new arrow.Utf8(), true)]);
}

function MAP(): arrow.DataType {
  const entries = new arrow.Struct([arrow.Field.new('key', new arrow.Utf8(), false), arrow.Field.new('value', new arrow.Int64(), true)]);
  return new arrow.Map_(arrow.Field.new('entries', entries as never, false));
}

function union(mode: arrow.UnionMode): Vector {
  const fields = [arrow.Field.new('i', new arrow.Int32(), true), arrow.Field.new('s', new arrow.Utf8(), true)];
  const isDense = mode === arrow.UnionMode.Dense;
  const numbers = of(isDense ? [7, 8] : [7, null, 8], new arrow.Int32());
  const words = of(isDense ? ['x'] : [null, 'x', null], new arrow.Utf8());
  const data = arrow.makeData({
    type: isDense ? new arrow.DenseUnion([0, 1], fields) : new arrow.SparseUnion([0, 1], fields),
    length: 3,
    typeIds: new Int8Array([0, 1, 0]),
    ...(isDense ? { valueOffsets: new Int32Array([0, 0, 1]) } : {}),
    children: [numbers.data[0], words.data[0]],
  } as never);
  return new arrow.Vector([data]);
}

/** Little-endian words of two's complement. */
function words(width: number, values: bigint[]): Uint32Array {
  const all = new Uint32Array(values.length * width);
  values.forEach((value, row) => {
    for (let word = 0; word < width; word++) all[row * width + word] = Number(BigInt.asUintN(32, value >> BigInt(32 * word)));
  });
  return all;
}

describe('formatterOf', () => {
  it.each(CASES)('writes %s', (name, make, expected) => {
    const vector = make();
    expect(typeText(vector.type)).toBe(name);
    expect(texts(vector)).toEqual(expected);
  });

  it.each(CASES)('writes a slice of %s', (_, make, expected) => {
    const vector = make();
    if (vector.length < 2) return;
    expect(texts(vector.slice(1))).toEqual(expected.slice(1));
  });

  it('counts what it leaves out of a long value', () => {
    const list = of([Array.from({ length: 30 }, (_, at) => at)], new arrow.List(arrow.Field.new('item', new arrow.Int32(), true)));
    expect(texts(list, BRIEF)[0]).toMatch(/, 23, … 6 more\]$/);
    expect(texts(of([new Uint8Array(30)], new arrow.Binary()), BRIEF)[0]).toBe(`0x${'00'.repeat(24)}… (30 bytes)`);
  });

  it('writes times beyond the dates of JavaScript as numbers', () => {
    expect(texts(raw(new arrow.TimestampSecond(), new BigInt64Array([9223372036854775807n]), 1))).toEqual(['9223372036854775807 s from 1970']);
  });
});

describe('typeWords', () => {
  it.each([
    ['Int(64, true)', 'int64'],
    ['Int(8, false)', 'uint8'],
    ['FloatingPoint(DOUBLE)', 'float64'],
    ['Utf8', 'utf8'],
    ['LargeUtf8', 'large_utf8'],
    ['Bool', 'bool'],
    ['Date(DAY)', 'date32'],
    ['Time(MICROSECOND, 64)', 'time64[us]'],
    ['Timestamp(MICROSECOND, null)', 'timestamp[us]'],
    ['Timestamp(NANOSECOND, UTC)', 'timestamp[ns, UTC]'],
    ['Decimal(18, 3, 128)', 'decimal128(18, 3)'],
    ['Duration(SECOND)', 'duration[s]'],
    ['Union(Sparse, [1, 2])', 'Union(Sparse, [1, 2])'],
  ])('reads %s', (java, words) => {
    expect(typeWords(java)).toBe(words);
  });
});
