import { useEffect, useRef, useState } from 'preact/hooks';
import { Grid, type SortMark } from '../grid/grid';
import type { Cell } from '../grid/selection';
import { isSortable } from '../sort/keys';
import { sortedOrder } from '../sort/sorter';
import { countText } from '../ui/numbers';
import type { Result } from './result';

interface GridViewProps {
  result: Result;
  rowCount: number;
  isRunning: boolean;
}

/** The grid, what it is sorted by, and the active cell in full. */
export function GridView({ result, rowCount, isRunning }: GridViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid | undefined>(undefined);
  const [active, setActive] = useState<Cell>();
  const [message, setMessage] = useState('');
  const sort = useSort(result, isRunning, grid, setMessage);
  const latest = useRef(sort);
  latest.current = sort;

  useEffect(() => {
    grid.current = new Grid(host.current as HTMLElement, sourceOf(result), {
      onSort: (column) => latest.current(column),
      onActive: setActive,
      onCopy: (cells) => setMessage(`${countText(cells)} ${cells === 1 ? 'cell' : 'cells'} copied.`),
    });
    return () => {
      grid.current?.close();
      result.order = undefined;
    };
  }, [result]);
  useEffect(() => grid.current?.refresh(), [rowCount]);

  return (
    <div class="table-view">
      <div class="grid" ref={host} role="grid" tabIndex={0} aria-label="Rows" aria-multiselectable="true" aria-readonly="true" />
      <Inspector result={result} cell={active} message={message} />
    </div>
  );
}

function sourceOf(result: Result) {
  return {
    columns: result.columns.map(({ name, type, typeText, numeric }) => ({ name, typeText, numeric, sortable: isSortable(type) })),
    rowCount: () => result.rowCount,
    text: (row: number, column: number) => result.brief(row, column),
    whole: (row: number, column: number) => result.whole(row, column),
  };
}

/** Goes from ascending to descending to the order the rows came in. The latest click wins. */
function useSort(result: Result, isRunning: boolean, grid: { current: Grid | undefined }, say: (message: string) => void): (column: number) => void {
  const mark = useRef<SortMark | undefined>(undefined);
  const job = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => job.current?.abort(), []);
  return (column) => {
    if (isRunning) return say('Rows can be sorted once all are here.');
    job.current?.abort();
    const wanted = nextMark(mark.current, column);
    const name = result.columns[column]?.name ?? '';
    const apply = (order: Uint32Array | undefined, text: string) => {
      mark.current = wanted;
      result.order = order;
      grid.current?.markSort(wanted);
      say(text);
    };
    if (wanted === undefined) return apply(undefined, 'In the order the rows came.');
    const abort = (job.current = new AbortController());
    say(`Sorting by ${name}…`);
    sortedOrder(result, column, wanted.descending, abort.signal).then(
      (order) => apply(order, `Sorted by ${name}, ${wanted.descending ? 'descending' : 'ascending'}.`),
      (failure: Error) => {
        if (!abort.signal.aborted) say(`The rows could not be sorted: ${failure.message}`);
      },
    );
  };
}

function nextMark(mark: SortMark | undefined, column: number): SortMark | undefined {
  if (mark?.column !== column) return { column, descending: false };
  return mark.descending ? undefined : { column, descending: true };
}

const MAX_SHOWN_CHARS = 20_000;

/** A cell shows one line; here is more of the active one. */
function Inspector({ result, cell, message }: { result: Result; cell: Cell | undefined; message: string }) {
  const column = cell === undefined ? undefined : result.columns[cell.column];
  const value = cell === undefined ? null : result.long(cell.row, cell.column);
  return (
    <div class="inspector">
      <p class="soft" role="status">
        {message}
      </p>
      {cell !== undefined && column !== undefined && (
        <>
          <p class="inspector-place">
            <strong>{column.name}</strong> <code>{column.typeText}</code> <span class="soft">row {countText(result.rowAt(cell.row) + 1)} of the stream</span>
          </p>
          <pre class={value === null ? 'null' : ''} tabIndex={0} aria-label="The cell's value">
            {value?.slice(0, MAX_SHOWN_CHARS) ?? 'null'}
          </pre>
        </>
      )}
    </div>
  );
}
