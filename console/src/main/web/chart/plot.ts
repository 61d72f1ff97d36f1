import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Bars, Points } from './series';

/** What to draw, all numbers made already. */
export type Drawing =
  | { kind: 'line' | 'scatter'; points: Points; xName: string; yName: string; xIsTime: boolean; yIsTime: boolean }
  | { kind: 'bar'; bars: Bars; xName: string; yName: string }
  | { kind: 'histogram'; edges: number[]; counts: number[]; note: string; xName: string; xIsTime: boolean };

interface Colors {
  text: string;
  grid: string;
  series: string;
  fill: string;
}

const LEGEND_HEIGHT = 30;
/** So many characters of labels fit side by side; more are slanted. */
const MAX_LEVEL_CHARS = 60;
const FONT = '12px ui-sans-serif, system-ui, sans-serif';

/** Draws into `host`, as large as it is. The caller destroys it. */
export function plot(host: HTMLElement, drawing: Drawing): uPlot {
  const colors = colorsOf(host);
  const size = { width: host.clientWidth, height: Math.max(160, host.clientHeight - LEGEND_HEIGHT) };
  switch (drawing.kind) {
    case 'line':
    case 'scatter': {
      const { x, y } = drawing.points;
      return new uPlot({ ...size, ...pointOptions(drawing, colors) }, [x, y], host);
    }
    case 'bar': {
      const { labels, values } = drawing.bars;
      return new uPlot({ ...size, ...barOptions(drawing, colors) }, [labels.map((_, at) => at), values], host);
    }
    case 'histogram':
      return new uPlot({ ...size, ...histogramOptions(drawing, colors) }, [drawing.edges, [...drawing.counts, null]], host);
  }
}

type Options = Omit<uPlot.Options, 'width' | 'height'>;

function pointOptions(drawing: Extract<Drawing, { kind: 'line' | 'scatter' }>, colors: Colors): Options {
  const isLine = drawing.kind === 'line';
  const few = drawing.points.x.length < 60;
  return {
    scales: { x: { time: drawing.xIsTime }, y: { time: drawing.yIsTime } },
    tzDate: utc,
    axes: [axis(colors, drawing.xName, drawing.xIsTime), axis(colors, drawing.yName, drawing.yIsTime)],
    series: [
      { label: drawing.xName, ...(drawing.xIsTime ? { value: LEGEND_TIME } : {}) },
      {
        label: drawing.yName,
        stroke: colors.series,
        width: 1.5,
        ...(isLine ? {} : { paths: () => null }),
        points: { show: !isLine || few, size: isLine ? 5 : 4, fill: colors.fill, width: 1 },
      },
    ],
    cursor: { drag: { x: true, y: true, uni: 20 } },
  };
}

function barOptions(drawing: Extract<Drawing, { kind: 'bar' }>, colors: Colors): Options {
  const { labels } = drawing.bars;
  const label = (at: number) => labels[at] ?? '';
  const isCrowded = Math.max(...labels.map((text) => text.length)) * labels.length > MAX_LEVEL_CHARS;
  return {
    scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: fromZero } },
    axes: [
      {
        ...axis(colors, drawing.xName),
        ...(isCrowded ? { rotate: -35, size: 84 } : {}),
        grid: { show: false },
        splits: () => labels.map((_, at) => at),
        values: (_plot, splits) => splits.map((at) => shortened(label(at))),
      },
      axis(colors, drawing.yName),
    ],
    series: [
      { label: drawing.xName, value: (_plot, at) => (at === null ? '' : label(at)) },
      { label: drawing.yName, stroke: colors.series, fill: colors.fill, width: 1, paths: bars(0.72), points: { show: false } },
    ],
    cursor: { drag: { x: false, y: false } },
  };
}

function histogramOptions(drawing: Extract<Drawing, { kind: 'histogram' }>, colors: Colors): Options {
  const { edges } = drawing;
  const last = edges[edges.length - 1] ?? 1;
  return {
    scales: { x: { time: drawing.xIsTime, range: [edges[0] ?? 0, last] }, y: { range: fromZero } },
    tzDate: utc,
    axes: [axis(colors, drawing.xName, drawing.xIsTime), axis(colors, 'rows')],
    series: [
      { label: drawing.xName, ...(drawing.xIsTime ? { value: LEGEND_TIME } : {}) },
      { label: 'rows', stroke: colors.series, fill: colors.fill, width: 1, paths: bars(1, 1), points: { show: false } },
    ],
    cursor: { drag: { x: false, y: false } },
  };
}

function bars(width: number, align: 0 | 1 = 0): uPlot.Series.PathBuilder | undefined {
  return uPlot.paths.bars?.({ size: [width, 120], align });
}

const fromZero: uPlot.Range.Function = (_plot, low, high) => [Math.min(0, low * 1.05), Math.max(0, high * 1.05) || 1];

/** The grid shows times in UTC, so does the chart. */
function utc(seconds: number): Date {
  return uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC');
}

/** From which step on, in seconds, ticks are written how; and what is added where the day changes. */
const TIMES: NonNullable<uPlot.Axis['values']> = [
  [86_400 * 365, '{YYYY}', null, null, null, null, null, null, 1],
  [86_400, '{YYYY}-{MM}-{DD}', null, null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{YYYY}-{MM}-{DD}', null, '\n{YYYY}-{MM}-{DD}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{YYYY}-{MM}-{DD}', null, '\n{YYYY}-{MM}-{DD}', null, null, null, 1],
  [0.001, ':{ss}.{fff}', '\n{YYYY}-{MM}-{DD} {HH}:{mm}', null, '\n{YYYY}-{MM}-{DD} {HH}:{mm}', null, '\n{HH}:{mm}', null, 1],
];
const LEGEND_TIME = '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}';

function axis(colors: Colors, label: string, isTime = false): uPlot.Axis {
  return {
    ...(isTime ? { values: TIMES, space: 92 } : {}),
    label: shortened(label),
    labelFont: FONT,
    labelSize: 20,
    font: FONT,
    stroke: colors.text,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { stroke: colors.grid, width: 1 },
    size: 58,
  };
}

function shortened(text: string): string {
  return text.length > 22 ? `${text.slice(0, 21)}…` : text;
}

/** A canvas takes colors, not variables: an element resolves them, whichever theme applies. */
function colorsOf(host: HTMLElement): Colors {
  const probe = host.appendChild(document.createElement('span'));
  const color = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colors = { text: color('--text-soft'), grid: color('--line'), series: color('--accent'), fill: color('--accent-fill') };
  probe.remove();
  return colors;
}
