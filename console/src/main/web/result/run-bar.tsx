import { Icon } from '../ui/icons';
import { ErrorNotice } from '../ui/notice';
import { bytesText, durationText, rateText, rowsText } from '../ui/numbers';
import type { Run, RunState } from './run';

const WORDS: Record<RunState, string> = {
  running: 'Running',
  complete: 'Complete',
  limited: 'Row limit reached',
  full: 'Page full',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

/** How far the run is: rows, MB, MB/s, and a way to stop it. */
export function RunBar({ run }: { run: Run | undefined }) {
  if (run === undefined) {
    return (
      <div class="run-bar">
        <span class="state idle">Not run yet</span>
      </div>
    );
  }
  const isRunning = run.state === 'running';
  return (
    <div class="run-bar" data-state={run.state}>
      <span class={`state ${run.state}`} role="status">
        {WORDS[run.state]}
        {!isRunning && <span class="hidden">: {rowsText(run.rowCount)}</span>}
      </span>
      {(isRunning || run.bytes > 0) && (
        <dl class="facts">
          <Fact name="Rows" value={rowsText(run.rowCount)} />
          <Fact name="Size" value={bytesText(run.bytes)} />
          <Fact name="Rate" value={rateText(run.bytes, run.elapsed)} />
          <Fact name="Time" value={durationText(run.elapsed)} />
        </dl>
      )}
      {run.callId !== undefined && (
        <p class="call-id" title="What the server calls this request. Quote it when you ask about it.">
          Call <code>{run.callId}</code>
        </p>
      )}
      {isRunning && (
        <button type="button" class="cancel" onClick={() => run.cancel()}>
          <Icon name="stop" /> Cancel
        </button>
      )}
      <div class={isRunning ? 'progress moving' : 'progress'} aria-hidden="true" />
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt class="hidden">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** What the reader must know about rows that are not all of them. */
export function RunNotice({ run }: { run: Run | undefined }) {
  if (run?.failure !== undefined) {
    const came = run.rowCount > 0 ? ` The ${rowsText(run.rowCount)} that came before are shown; they are not the whole result.` : '';
    return (
      <ErrorNotice title="The run failed" code={run.failure.code}>
        {run.failure.message}
        {came}
      </ErrorNotice>
    );
  }
  const text = run === undefined ? undefined : partText(run);
  return text === undefined ? null : <p class="notice">{text}</p>;
}

function partText(run: Run): string | undefined {
  switch (run.state) {
    case 'limited':
      return `These are the first ${rowsText(run.rowCount)}; there are more. Raise “Rows to show”, or download all of them.`;
    case 'full':
      return `These are the first ${rowsText(run.rowCount)}: a page keeps no more than 1 GB. Download the result to have all of it.`;
    case 'cancelled':
      return `Cancelled: these ${rowsText(run.rowCount)} came before. They are not the whole result.`;
    default:
      return undefined;
  }
}
