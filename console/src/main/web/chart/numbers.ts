import { DataType, DateUnit, Precision, TimeUnit, type Data } from 'apache-arrow';
import { halfToNumber, unscaled } from '../result/format';
import type { Result } from '../result/result';

/** Whether a column can be drawn along a scale: numbers, dates, times, durations, yes and no. */
export function isMeasure(type: DataType): boolean {
  return (
    DataType.isInt(type) ||
    DataType.isFloat(type) ||
    DataType.isDecimal(type) ||
    DataType.isBool(type) ||
    DataType.isDate(type) ||
    DataType.isTimestamp(type) ||
    DataType.isTime(type) ||
    DataType.isDuration(type)
  );
}

/** Returns a column as numbers, NaN for null; dates and timestamps in seconds since 1970, times and durations in seconds. */
export function numbersOf(result: Result, column: number): Float64Array {
  const numbers = new Float64Array(result.rowCount);
  let start = 0;
  for (const batch of result.batches) {
    const part = batch.data.children[column] as Data;
    const number = reader(part);
    const hasNulls = part.nullCount > 0;
    for (let row = 0; row < part.length; row++) numbers[start + row] = hasNulls && !part.getValid(row) ? NaN : number(row);
    start += part.length;
  }
  return numbers;
}

function reader({ type, values, offset }: Data): (row: number) => number {
  if (DataType.isBool(type)) return (row) => ((values[(offset + row) >> 3] as number) >> ((offset + row) & 7)) & 1;
  if (DataType.isDecimal(type)) {
    const words = type.bitWidth / 32;
    const scale = 10 ** -type.scale;
    return (row) => Number(unscaled(values, row * words, words)) * scale;
  }
  if (DataType.isFloat(type) && type.precision === Precision.HALF) return (row) => halfToNumber(values[row]);
  const factor = secondsPerUnit(type);
  return (row) => Number(values[row]) * factor;
}

function secondsPerUnit(type: DataType): number {
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 86_400 : 1e-3;
  if (DataType.isTimestamp(type) || DataType.isTime(type) || DataType.isDuration(type)) {
    return { [TimeUnit.SECOND]: 1, [TimeUnit.MILLISECOND]: 1e-3, [TimeUnit.MICROSECOND]: 1e-6, [TimeUnit.NANOSECOND]: 1e-9 }[type.unit];
  }
  return 1;
}
