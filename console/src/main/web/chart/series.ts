/** Points to draw, and what the reader must know of how they were made. */
export interface Points {
  x: number[];
  y: number[];
  note: string;
}

export interface Bars {
  labels: string[];
  values: number[];
  note: string;
}

export type Aggregate = 'count' | 'sum' | 'mean' | 'min' | 'max';

const MAX_LINE_POINTS = 4_000;
const MAX_SCATTER_POINTS = 12_000;
const MAX_BARS = 40;

/** Returns the points of a line in the order of x. Of many, the least and greatest of each stretch are kept. */
export function line(x: Float64Array | undefined, y: Float64Array): Points {
  const order = orderedRows(x, y);
  if (order.length <= MAX_LINE_POINTS) {
    return { ...pick(order, x, y), note: `${count(order.length, 'point')}` };
  }
  const kept: number[] = [];
  const stretches = MAX_LINE_POINTS / 2;
  for (let stretch = 0; stretch < stretches; stretch++) {
    const begin = Math.floor((stretch * order.length) / stretches);
    const end = Math.floor(((stretch + 1) * order.length) / stretches);
    kept.push(...extremes(order, y, begin, end));
  }
  return { ...pick(kept, x, y), note: `${count(order.length, 'point')}; the least and greatest of each stretch are drawn` };
}

function extremes(order: ArrayLike<number>, y: Float64Array, begin: number, end: number): number[] {
  let low = begin;
  let high = begin;
  for (let at = begin + 1; at < end; at++) {
    const value = y[order[at] as number] as number;
    if (value < (y[order[low] as number] as number)) low = at;
    if (value > (y[order[high] as number] as number)) high = at;
  }
  const places = low === high ? [low] : low < high ? [low, high] : [high, low];
  return places.map((place) => order[place] as number);
}

/** Returns points as they are; of many, an even sample. */
export function scatter(x: Float64Array | undefined, y: Float64Array): Points {
  const order = orderedRows(x, y);
  if (order.length <= MAX_SCATTER_POINTS) return { ...pick(order, x, y), note: count(order.length, 'point') };
  const rows = rowsWith(x, y);
  const step = rows.length / MAX_SCATTER_POINTS;
  const sample = Array.from({ length: MAX_SCATTER_POINTS }, (_, at) => rows[Math.floor(at * step)] as number);
  if (x !== undefined) sample.sort((a, b) => (x[a] as number) - (x[b] as number));
  return { ...pick(sample, x, y), note: `an even sample of ${MAX_SCATTER_POINTS.toLocaleString('en')} of ${count(order.length, 'point')}` };
}

function rowsWith(x: Float64Array | undefined, y: Float64Array): Uint32Array {
  const rows = new Uint32Array(y.length);
  let kept = 0;
  for (let row = 0; row < y.length; row++) {
    if (Number.isFinite(y[row]) && (x === undefined || Number.isFinite(x[row]))) rows[kept++] = row;
  }
  return rows.subarray(0, kept);
}

function orderedRows(x: Float64Array | undefined, y: Float64Array): Uint32Array {
  const rows = rowsWith(x, y);
  if (x === undefined) return rows;
  const isOrdered = rows.every((row, at) => at === 0 || (x[rows[at - 1] as number] as number) <= (x[row] as number));
  return isOrdered ? rows : rows.sort((a, b) => (x[a] as number) - (x[b] as number) || a - b);
}

function pick(rows: ArrayLike<number>, x: Float64Array | undefined, y: Float64Array): { x: number[]; y: number[] } {
  const picked = Array.from(rows);
  return { x: picked.map((row) => (x === undefined ? row + 1 : (x[row] as number))), y: picked.map((row) => y[row] as number) };
}

/** Returns how many values lie in each of some stretches of equal width, with round edges. */
export function histogram(values: Float64Array): { edges: number[]; counts: number[]; note: string } {
  let low = Infinity;
  let high = -Infinity;
  let total = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    total++;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (total === 0) return { edges: [], counts: [], note: 'no values' };
  const width = roundStep((high - low || 1) / Math.min(60, Math.max(8, Math.ceil(Math.sqrt(total)))));
  const first = Math.floor(low / width);
  const counts = new Array<number>(Math.floor(high / width) - first + 1).fill(0);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(counts.length - 1, Math.max(0, Math.floor(value / width) - first));
    (counts[bin] as number)++;
  }
  const edges = counts.map((_, bin) => tidy((first + bin) * width));
  return { edges: [...edges, tidy((first + counts.length) * width)], counts, note: `${count(total, 'value')}, ${width.toLocaleString('en')} wide` };
}

/** 1, 2 or 5 times a power of ten: the next one up. */
export function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10;
  return tidy(factor * power);
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** Gathers values by label, one stretch of rows at a time. */
export class Groups {
  #groups = new Map<string, { rows: number; count: number; sum: number; min: number; max: number }>();

  add(label: string, value: number): void {
    let group = this.#groups.get(label);
    if (group === undefined) this.#groups.set(label, (group = { rows: 0, count: 0, sum: 0, min: Infinity, max: -Infinity }));
    group.rows++;
    if (!Number.isFinite(value)) return;
    group.count++;
    group.sum += value;
    group.min = Math.min(group.min, value);
    group.max = Math.max(group.max, value);
  }

  /** Returns the greatest bars, greatest first, or all in their own order where labels are ordered. */
  bars(aggregate: Aggregate, order: 'by value' | 'as they came'): Bars {
    const all = [...this.#groups].map(([label, group]) => ({
      label,
      value: aggregate === 'count' ? group.rows : group.count === 0 ? NaN : aggregate === 'mean' ? group.sum / group.count : group[aggregate],
    }));
    const known = all.filter(({ value }) => Number.isFinite(value));
    const sorted = order === 'by value' || known.length > MAX_BARS ? [...known].sort((a, b) => b.value - a.value) : known;
    const shown = sorted.slice(0, MAX_BARS);
    return {
      labels: shown.map(({ label }) => label),
      values: shown.map(({ value }) => value),
      note: shown.length < known.length ? `the greatest ${MAX_BARS} of ${count(known.length, 'group')}` : count(shown.length, 'group'),
    };
  }
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
