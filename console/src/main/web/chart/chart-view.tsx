import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import type { Column, Result } from '../result/result';
import { isTemporal } from '../result/types';
import { isMeasure, numbersOf } from './numbers';
import { plot, type Drawing } from './plot';
import { Groups, histogram, line, scatter, type Aggregate } from './series';

type ChartKind = Drawing['kind'];

interface Choice {
  kind: ChartKind;
  /** A column, or -1 for the number of the row. */
  x: number;
  y: number;
  aggregate: Aggregate;
}

const KINDS: { kind: ChartKind; label: string }[] = [
  { kind: 'line', label: 'Line' },
  { kind: 'bar', label: 'Bar' },
  { kind: 'histogram', label: 'Histogram' },
  { kind: 'scatter', label: 'Scatter' },
];
const AGGREGATES: Aggregate[] = ['count', 'sum', 'mean', 'min', 'max'];
const ROW_NUMBER = -1;
const MAX_TASK_MILLIS = 12;
const ROWS_A_STEP = 2_000;

export function ChartView({ result }: { result: Result }) {
  const [choice, setChoice] = useState<Choice>(() => firstChoice(result));
  const [drawing, setDrawing] = useState<Drawing>();
  useEffect(() => {
    const abort = new AbortController();
    setDrawing(undefined);
    void drawingOf(result, choice, abort.signal).then((made) => {
      if (!abort.signal.aborted) setDrawing(made);
    });
    return () => abort.abort();
  }, [result, choice]);
  const summary = drawing === undefined ? 'Drawing…' : summaryOf(drawing);
  return (
    <div class="chart-view">
      <Controls columns={result.columns} choice={choice} onChange={(changes) => setChoice({ ...choice, ...changes })} />
      <p class="soft chart-note" role="status">
        {summary}
      </p>
      {drawing !== undefined && <Canvas drawing={drawing} label={summary} />}
    </div>
  );
}

/** A time and a number make a line; else the first number is looked at. */
function firstChoice({ columns }: Result): Choice {
  const time = columns.findIndex(({ type }) => isTemporal(type));
  const number = columns.findIndex(({ type, numeric }) => numeric && isMeasure(type));
  const y = number >= 0 ? number : Math.max(0, columns.findIndex(({ type }) => isMeasure(type)));
  const hasMeasure = columns.some(({ type }) => isMeasure(type));
  if (!hasMeasure) return { kind: 'bar', x: 0, y: 0, aggregate: 'count' };
  return { kind: 'line', x: time, y, aggregate: 'count' };
}

interface ControlsProps {
  columns: Column[];
  choice: Choice;
  onChange: (changes: Partial<Choice>) => void;
}

function Controls({ columns, choice, onChange }: ControlsProps) {
  const { kind, aggregate } = choice;
  const hasY = kind === 'line' || kind === 'scatter' || (kind === 'bar' && aggregate !== 'count');
  const numbered = columns.map((column, index) => ({ column, index }));
  const measures = numbered.filter(({ column }) => isMeasure(column.type));
  const choose = (next: ChartKind) => {
    onChange({ kind: next, x: acrossFor(next, choice, columns) });
  };
  return (
    <div class="chart-controls">
      <div class="segments" role="group" aria-label="Kind of chart">
        {KINDS.map(({ kind: option, label }) => (
          <button key={option} type="button" aria-pressed={option === kind} onClick={() => choose(option)}>
            {label}
          </button>
        ))}
      </div>
      <Select label={kind === 'histogram' ? 'Values' : kind === 'bar' ? 'Groups' : 'Across'} value={choice.x} onChange={(x) => onChange({ x })}>
        {(kind === 'line' || kind === 'scatter') && <option value={ROW_NUMBER}>row number</option>}
        {(kind === 'bar' ? numbered : measures).map(({ column, index }) => (
          <option key={index} value={index}>
            {column.name}
          </option>
        ))}
      </Select>
      {kind === 'bar' && (
        <label>
          <span>Show</span>
          <select value={aggregate} onChange={(event) => onChange({ aggregate: event.currentTarget.value as Aggregate })}>
            {AGGREGATES.map((option) => (
              <option key={option}>{option}</option>
            ))}
          </select>
        </label>
      )}
      {hasY && (
        <Select label={kind === 'bar' ? 'of' : 'Up'} value={choice.y} onChange={(y) => onChange({ y })}>
          {measures.map(({ column, index }) => (
            <option key={index} value={index}>
              {column.name}
            </option>
          ))}
        </Select>
      )}
    </div>
  );
}

/** Keeps the column across where the new kind can draw it; a histogram looks at what was drawn upwards. */
function acrossFor(kind: ChartKind, { x, y }: Choice, columns: Column[]): number {
  const column = columns[x];
  switch (kind) {
    case 'histogram':
      return y;
    case 'bar':
      return column !== undefined && !isMeasure(column.type) ? x : bestLabel(columns);
    default:
      return column !== undefined && isMeasure(column.type) && x !== y ? x : columns.findIndex(({ type }) => isTemporal(type));
  }
}

/** Texts that differ make better groups than numbers; the last such column differs more often than the first. */
function bestLabel(columns: Column[]): number {
  return Math.max(0, columns.findLastIndex(({ type }) => !isMeasure(type)));
}

function Select({ label, value, onChange, children }: { label: string; value: number; onChange: (value: number) => void; children: preact.ComponentChildren }) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {children}
      </select>
    </label>
  );
}

async function drawingOf(result: Result, { kind, x, y, aggregate }: Choice, signal: AbortSignal): Promise<Drawing> {
  const xColumn = result.columns[x];
  const yColumn = result.columns[y] as Column;
  const xName = xColumn?.name ?? 'row';
  const xIsTime = xColumn !== undefined && isTemporal(xColumn.type);
  switch (kind) {
    case 'histogram':
      return { kind, ...histogram(numbersOf(result, x)), xName, xIsTime };
    case 'bar': {
      const groups = await groupsOf(result, x, aggregate === 'count' ? undefined : numbersOf(result, y), signal);
      const bars = groups.bars(aggregate, xColumn !== undefined && isMeasure(xColumn.type) ? 'as they came' : 'by value');
      return { kind, bars, xName, yName: aggregate === 'count' ? 'rows' : `${aggregate} of ${yColumn.name}` };
    }
    default: {
      const across = xColumn === undefined ? undefined : numbersOf(result, x);
      const points = (kind === 'line' ? line : scatter)(across, numbersOf(result, y));
      return { kind, points, xName, yName: yColumn.name, xIsTime, yIsTime: isTemporal(yColumn.type) };
    }
  }
}

/** Reads labels a stretch at a time, so that the page goes on meanwhile. */
async function groupsOf(result: Result, column: number, values: Float64Array | undefined, signal: AbortSignal): Promise<Groups> {
  const groups = new Groups();
  let begun = performance.now();
  for (let position = 0; position < result.rowCount && !signal.aborted; position++) {
    groups.add(result.brief(position, column) ?? 'null', values?.[result.rowAt(position)] ?? NaN);
    if (position % ROWS_A_STEP === 0 && performance.now() - begun > MAX_TASK_MILLIS) {
      await new Promise((resolve) => setTimeout(resolve));
      begun = performance.now();
    }
  }
  return groups;
}

function summaryOf(drawing: Drawing): string {
  switch (drawing.kind) {
    case 'line':
      return `${drawing.yName} by ${drawing.xName}: ${drawing.points.note}.`;
    case 'scatter':
      return `${drawing.yName} over ${drawing.xName}: ${drawing.points.note}.`;
    case 'bar':
      return `${drawing.yName} by ${drawing.xName}: ${drawing.bars.note}.`;
    case 'histogram':
      return `How often ${drawing.xName} has which value: ${drawing.note}.`;
  }
}

/** Draws again when its place or the theme changes. */
function Canvas({ drawing, label }: { drawing: Drawing; label: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current as HTMLElement;
    const stop = new AbortController();
    let chart: uPlot | undefined;
    const draw = () => {
      chart?.destroy();
      chart = plot(element, drawing);
    };
    const observer = new ResizeObserver(draw);
    observer.observe(element); // tells at once as well
    addEventListener('themechange', draw, { signal: stop.signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw, { signal: stop.signal });
    return () => {
      observer.disconnect();
      stop.abort();
      chart?.destroy();
    };
  }, [drawing]);
  return <div class="chart" ref={host} role="img" aria-label={`Chart. ${label}`} />;
}
