import { describe, expect, it } from 'vitest';
import { Groups, histogram, line, roundStep, scatter } from '../../main/web/chart/series';
import { fileName } from '../../main/web/download/download';
import { ColumnLayout } from '../../main/web/grid/columns';
import { VerticalScroll } from '../../main/web/grid/scroll';
import { Selection } from '../../main/web/grid/selection';
import { hashOf, parseRoute } from '../../main/web/route';
import { search } from '../../main/web/services/service-list';
import { bytesText, durationText, rateText, rowsText } from '../../main/web/ui/numbers';

describe('VerticalScroll', () => {
  it('moves a pixel a pixel while the bar is long enough', () => {
    const scroll = new VerticalScroll();
    scroll.measure(10_000, 500);
    expect(scroll.barHeight).toBe(10_000);
    scroll.barMovedTo(700);
    expect(scroll.top).toBe(700);
  });

  it('reaches the first and the last of a billion rows', () => {
    const scroll = new VerticalScroll();
    scroll.measure(28e9, 500);
    expect(scroll.barHeight).toBeLessThan(17e6);
    scroll.barMovedTo(scroll.barHeight - 500);
    expect(scroll.top).toBeCloseTo(28e9 - 500, 3);
    scroll.barMovedTo(0);
    expect(scroll.top).toBe(0);
  });

  it('keeps a row that was gone to exactly, though the bar is rounded', () => {
    const scroll = new VerticalScroll();
    scroll.measure(28e9, 500);
    scroll.moveTo(14_000_000_028);
    scroll.barMovedTo(Math.round(scroll.barTop));
    expect(scroll.top).toBe(14_000_000_028);
  });

  it('stays within what is there', () => {
    const scroll = new VerticalScroll();
    scroll.measure(1_000, 500);
    scroll.moveTo(9_999);
    expect(scroll.top).toBe(500);
    scroll.measure(100, 500);
    expect(scroll.top).toBe(0);
  });
});

describe('ColumnLayout', () => {
  it('knows the columns between two offsets, also after a resize', () => {
    const layout = new ColumnLayout([100, 100, 100]);
    expect(layout.between(0, 150)).toEqual([0, 2]);
    layout.resize(0, 300);
    expect(layout.between(250, 350)).toEqual([0, 2]);
    expect(layout.total).toBe(500);
    layout.resize(1, 1);
    expect(layout.widths[1]).toBe(48);
  });
});

describe('Selection', () => {
  it('is the rectangle between anchor and active cell', () => {
    const selection = new Selection();
    selection.move({ row: 5, column: 3 }, false);
    selection.move({ row: 2, column: 4 }, true);
    expect(selection.range).toEqual({ top: 2, left: 3, bottom: 5, right: 4 });
    expect(selection.holds(3, 4)).toBe(true);
    expect(selection.holds(3, 5)).toBe(false);
  });

  it('has no rows while the header is active', () => {
    const selection = new Selection();
    selection.move({ row: -1, column: 0 }, false);
    expect(selection.range).toBeUndefined();
  });
});

describe('series', () => {
  it('draws a line in the order of x, without what is not there', () => {
    const points = line(Float64Array.of(3, 1, NaN, 2), Float64Array.of(30, 10, 99, NaN));
    expect([points.x, points.y]).toEqual([[1, 3], [10, 30]]);
  });

  it('keeps the peaks of many points', () => {
    const y = new Float64Array(1_000_000);
    y[654_321] = 7;
    y[123_456] = -7;
    const points = line(undefined, y);
    expect(points.x.length).toBeLessThanOrEqual(4_000);
    expect(points.y).toContain(7);
    expect(points.y).toContain(-7);
    expect(points.x[points.y.indexOf(7)]).toBe(654_322);
  });

  it('samples a large scatter evenly and says so', () => {
    const points = scatter(undefined, new Float64Array(100_000).fill(1));
    expect(points.x).toHaveLength(12_000);
    expect(points.note).toBe('an even sample of 12,000 of 100,000 points');
  });

  it('counts every value in a bin with round edges', () => {
    const values = Float64Array.from({ length: 1_000 }, (_, at) => at / 10);
    const { edges, counts } = histogram(values);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_000);
    expect(edges).toHaveLength(counts.length + 1);
    expect(edges[0]).toBe(0);
    expect(histogram(Float64Array.of(5, 5)).counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(histogram(Float64Array.of(NaN)).counts).toEqual([]);
  });

  it.each([[0.7, 1], [1, 1], [1.1, 2], [3, 5], [0.03, 0.05], [7e9, 1e10]])('rounds the step %d to %d', (step, round) => {
    expect(roundStep(step)).toBe(round);
  });

  it('aggregates by label, the greatest first', () => {
    const groups = new Groups();
    [['a', 1], ['b', 5], ['a', 3], ['c', NaN]].forEach(([label, value]) => groups.add(label as string, value as number));
    expect(groups.bars('count', 'by value')).toMatchObject({ labels: ['a', 'b', 'c'], values: [2, 1, 1] });
    expect(groups.bars('sum', 'by value')).toMatchObject({ labels: ['b', 'a'], values: [5, 4] });
    expect(groups.bars('mean', 'as they came')).toMatchObject({ labels: ['a', 'b'], values: [2, 5] });
    expect(groups.bars('max', 'by value').labels).toEqual(['b', 'a']);
  });
});

describe('routes', () => {
  it('carry a form there and back', () => {
    const texts = { message: 'a & b = ü', rows: '5' };
    expect(parseRoute(hashOf('demo.echo', texts))).toEqual({ service: 'demo.echo', texts });
    expect(parseRoute('#/')).toEqual({ service: undefined, texts: {} });
    expect(parseRoute('')).toEqual({ service: undefined, texts: {} });
  });
});

describe('search', () => {
  it('wants every word, in the name or the description', () => {
    const services = [{ name: 'demo.flights', description: 'Delays of flights' }, { name: 'demo.echo' }];
    expect(search(services, 'DEMO delay').map(({ name }) => name)).toEqual(['demo.flights']);
    expect(search(services, '  ')).toHaveLength(2);
    expect(search(services, 'x')).toEqual([]);
  });
});

describe('numbers', () => {
  it('are written with their units', () => {
    expect(rowsText(1_000_000)).toBe('1,000,000 rows');
    expect(rowsText(1)).toBe('1 row');
    expect(bytesText(64_123_456)).toBe('64.1 MB');
    expect(bytesText(1_500)).toBe('1.5 kB');
    expect(rateText(100e6, 500)).toBe('200.0 MB/s');
    expect(rateText(9_300, 220)).toBe('42.3 kB/s');
    expect(rateText(0, 0)).toBe('0.0 kB/s');
    expect(durationText(999)).toBe('999 ms');
    expect(durationText(1_234)).toBe('1.2 s');
  });
});

describe('fileName', () => {
  it('is safe and has the extension of the format', () => {
    expect(fileName({ service: 'a/b c', values: {} }, { name: 'arrow', mediaType: '' })).toBe('a-b-c.arrows');
    expect(fileName({ service: 'demo.echo', values: {} }, { name: 'new', mediaType: '' })).toBe('demo.echo.new');
  });
});
