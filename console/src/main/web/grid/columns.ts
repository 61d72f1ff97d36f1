const MIN_WIDTH = 48;
const MAX_FIRST_WIDTH = 340;
const PADDING = 24;
const MAX_MEASURED_CHARS = 200;

/** The widths of columns and where each begins, the row numbers' column not among them. */
export class ColumnLayout {
  readonly starts: Float64Array;
  readonly widths: Float64Array;

  constructor(widths: number[]) {
    this.widths = Float64Array.from(widths);
    this.starts = new Float64Array(widths.length + 1);
    this.#place(0);
  }

  get total(): number {
    return this.starts[this.widths.length] as number;
  }

  resize(column: number, width: number): void {
    this.widths[column] = Math.max(MIN_WIDTH, Math.round(width));
    this.#place(column);
  }

  /** Returns the columns that show between two offsets: the first, and the one after the last. */
  between(left: number, right: number): [number, number] {
    let first = 0;
    while (first < this.widths.length - 1 && (this.starts[first + 1] as number) <= left) first++;
    let end = first;
    while (end < this.widths.length && (this.starts[end] as number) < right) end++;
    return [first, end];
  }

  #place(from: number): void {
    for (let column = from; column < this.widths.length; column++) {
      this.starts[column + 1] = (this.starts[column] as number) + (this.widths[column] as number);
    }
  }
}

/** Measures texts in the font that `host` shows them in. */
export function measurerOf(host: HTMLElement): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
  context.font = getComputedStyle(host).font;
  return (text) => context.measureText(text).width;
}

/** Returns the width that shows these texts; the widest counts. */
export function widthOf(texts: Iterable<string | null>, measure: (text: string) => number, max = MAX_FIRST_WIDTH): number {
  let width = MIN_WIDTH - PADDING;
  for (const text of texts) if (text !== null) width = Math.max(width, measure(text.slice(0, MAX_MEASURED_CHARS)));
  return Math.min(max, Math.ceil(width) + PADDING);
}
