import { useEffect, useState } from 'preact/hooks';
import type { StreamRequest } from '../api/requests';
import type { Service } from '../api/services';
import { ChartView } from '../chart/chart-view';
import { CodeView } from '../code/code-view';
import { DownloadMenu } from '../download/download-menu';
import { SchemaView } from '../schema/schema-view';
import { Tabs } from '../ui/tabs';
import { GridView } from './grid-view';
import type { Run } from './run';
import { RunBar, RunNotice } from './run-bar';

interface ResultPanelProps {
  service: Service;
  run: Run | undefined;
  /** What the form asks for now: for code and downloads. */
  request: StreamRequest;
  isValid: boolean;
  onInvalid: () => void;
}

const TABS = [
  { id: 'table', label: 'Table' },
  { id: 'chart', label: 'Chart' },
  { id: 'schema', label: 'Schema' },
  { id: 'code', label: 'Code' },
];

/** What came of the latest run, in four views. */
export function ResultPanel({ service, run, request, isValid, onInvalid }: ResultPanelProps) {
  const [tab, setTab] = useState('table');
  useEffect(() => {
    if (run !== undefined) setTab((before) => (before === 'chart' ? before : 'table'));
  }, [run]);
  return (
    <section class="result" aria-label="Result">
      <div class="result-head">
        <RunBar run={run} />
        <DownloadMenu formats={service.formats ?? []} request={request} isValid={isValid} onInvalid={onInvalid} />
      </div>
      <RunNotice run={run} />
      <Tabs label="Views of the result" tabs={TABS} selected={tab} onSelect={setTab}>
        {tab === 'table' && <TableTab run={run} />}
        {tab === 'chart' && <ChartTab run={run} />}
        {tab === 'schema' && <SchemaView service={service} result={run?.result} />}
        {tab === 'code' && <CodeView service={service} request={request} isValid={isValid} />}
      </Tabs>
    </section>
  );
}

function TableTab({ run }: { run: Run | undefined }) {
  if (run?.result === undefined) return <Waiting run={run} idle="Set the parameters and run: the rows appear here." />;
  if (run.state === 'complete' && run.rowCount === 0) return <Empty text="The result is complete and has no rows. The Schema tab has its columns." />;
  return <GridView key={keyOf(run)} result={run.result} rowCount={run.rowCount} isRunning={run.state === 'running'} />;
}

function ChartTab({ run }: { run: Run | undefined }) {
  if (run?.result === undefined) return <Waiting run={run} idle="Run the service, then choose columns to draw." />;
  if (run.state === 'running') return <Empty text="The chart is drawn when the last row is here." />;
  if (run.rowCount === 0) return <Empty text="There are no rows to draw." />;
  return <ChartView key={keyOf(run)} result={run.result} />;
}

function Waiting({ run, idle }: { run: Run | undefined; idle: string }) {
  const texts = { running: 'Waiting for the first rows…', failed: 'No rows came.', cancelled: 'Cancelled before the first row.' } as Record<string, string>;
  return <Empty text={run === undefined ? idle : (texts[run.state] ?? '')} />;
}

function Empty({ text }: { text: string }) {
  return (
    <div class="empty small">
      <p>{text}</p>
    </div>
  );
}

let runs = 0;
const keys = new WeakMap<Run, number>();

/** A view belongs to one run: the next run has one of its own. */
function keyOf(run: Run): number {
  let key = keys.get(run);
  if (key === undefined) keys.set(run, (key = ++runs));
  return key;
}
