import { type Data, type DataType, type Field, type RecordBatch, type Schema } from 'apache-arrow';
import { BRIEF, formatterOf, LONG, WHOLE, type Extent, type Formatter } from './format';
import { isNumeric, typeText } from './types';

export interface Column {
  name: string;
  type: DataType;
  typeText: string;
  nullable: boolean;
  numeric: boolean;
}

/** The rows that came, in record batches as they came: a value is read where it lies when it is shown. */
export class Result {
  readonly columns: Column[];
  rowCount = 0;

  #batches: RecordBatch[] = [];
  /** The first row of each batch. */
  #starts: number[] = [];
  #lastBatch = 0;
  #formatters = new WeakMap<Data, Map<Extent, Formatter>>();
  #order: Uint32Array | undefined;

  constructor(schema: Schema) {
    this.columns = schema.fields.map((field: Field) => ({
      name: field.name,
      type: field.type,
      typeText: typeText(field.type),
      nullable: field.nullable,
      numeric: isNumeric(field.type),
    }));
  }

  append(batch: RecordBatch): void {
    this.#batches.push(batch);
    this.#starts.push(this.rowCount);
    this.rowCount += batch.numRows;
  }

  get batches(): readonly RecordBatch[] {
    return this.#batches;
  }

  /** Shows rows in this order from now on; none is the order they came in. Rows that come later are at the end. */
  set order(order: Uint32Array | undefined) {
    this.#order = order;
  }

  /** Returns where in the stream the row shown at `position` came. */
  rowAt(position: number): number {
    return this.#order?.[position] ?? position;
  }

  /** Writes a value, short enough for a cell. */
  brief(position: number, column: number): string | null {
    return this.#read(position, column, BRIEF);
  }

  /** Writes as much of a value as one looks at. */
  long(position: number, column: number): string | null {
    return this.#read(position, column, LONG);
  }

  /** Writes all of a value. */
  whole(position: number, column: number): string | null {
    return this.#read(position, column, WHOLE);
  }

  #read(position: number, column: number, extent: Extent): string | null {
    const row = this.rowAt(position);
    const batch = this.#batchOf(row);
    const data = this.#batches[batch]?.data.children[column];
    return data === undefined ? null : this.#formatter(data, extent)(row - (this.#starts[batch] as number));
  }

  /** What writes a column of a batch in some extent is made once. */
  #formatter(data: Data, extent: Extent): Formatter {
    let known = this.#formatters.get(data);
    if (known === undefined) this.#formatters.set(data, (known = new Map()));
    let write = known.get(extent);
    if (write === undefined) known.set(extent, (write = formatterOf(data, extent)));
    return write;
  }

  /** Most reads are near the last one; else it is found by halving. */
  #batchOf(row: number): number {
    const starts = this.#starts;
    const holds = (batch: number) => row >= (starts[batch] as number) && row < (starts[batch + 1] ?? this.rowCount);
    if (holds(this.#lastBatch)) return this.#lastBatch;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= row) low = middle;
      else high = middle - 1;
    }
    return (this.#lastBatch = low);
  }
}
