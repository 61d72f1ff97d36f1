import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { isAbort } from '../api/errors';
import type { StreamRequest } from '../api/requests';
import { describeService, type Service } from '../api/services';
import type { Loading } from '../app';
import { ParamsForm } from '../form/params-form';
import { parametersOf, textOf, type Parameter } from '../form/schema';
import { requestOf } from '../form/values';
import { ResultPanel } from '../result/result-panel';
import { Run } from '../result/run';
import { hashOf } from '../route';
import { Icon } from '../ui/icons';
import { ErrorNotice } from '../ui/notice';
import { bytesText, countText, durationText } from '../ui/numbers';

/** One service: what it is, its form, what it answered. */
export function ServicePage({ name, texts }: { name: string; texts: Record<string, string> }) {
  const [loading, setLoading] = useState<Loading<Service>>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setLoading({ state: 'loading' });
    describeService(name, abort.signal).then(
      (value) => setLoading({ state: 'ready', value }),
      (failure: Error) => {
        if (!isAbort(failure)) setLoading({ state: 'failed', message: failure.message });
      },
    );
    return () => abort.abort();
  }, [name, attempt]);
  return (
    <div class="service">
      <a class="back" href="#/">
        <Icon name="back" /> Services
      </a>
      {loading.state === 'ready' ? (
        <LoadedService service={loading.value} given={texts} />
      ) : (
        <header class="service-head">
          <h1>{name}</h1>
          {loading.state === 'failed' ? (
            <ErrorNotice title="The service cannot be shown." onRetry={() => setAttempt(attempt + 1)}>
              {loading.message}
            </ErrorNotice>
          ) : (
            <p class="soft">Loading…</p>
          )}
        </header>
      )}
    </div>
  );
}

const DEFAULT_ROW_LIMIT = 1_000_000;

function LoadedService({ service, given }: { service: Service; given: Record<string, string> }) {
  const parameters = useMemo(() => parametersOf(service.parameters), [service]);
  const initial = useMemo(() => Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.initial])), [parameters]);
  const [texts, setTexts] = useState<Record<string, string>>(() => ({ ...initial, ...known(parameters, given) }));
  const [rowLimit, setRowLimit] = useState(DEFAULT_ROW_LIMIT);
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const { run, start } = useRun();
  const request = useMemo(() => ({ service: service.name, ...requestOf(parameters, texts) }), [service, parameters, texts]);

  useEffect(() => {
    if (run?.failure !== undefined && run.failure.fields.size > 0) setFaults(run.failure.fields);
  }, [run?.failure]);

  const change = (changes: Record<string, string>) => {
    setTexts((before) => ({ ...before, ...changes }));
    setFaults((before) => new Map([...before].filter(([field]) => !(field in changes))));
  };
  const submit = () => {
    setFaults(request.faults);
    if (request.faults.size > 0) return focusField([...request.faults.keys()][0] as string);
    history.replaceState(null, '', hashOf(service.name, changed(initial, texts)));
    start({ service: service.name, values: request.values }, rowLimit);
    document.querySelector('.result')?.scrollIntoView({ block: 'nearest' }); // below the form on a phone
  };
  const fillExample = () => change(exampleTexts(parameters, initial, service.example ?? {}));

  return (
    <>
      <header class="service-head">
        <h1>{service.name}</h1>
        {service.description && <p>{service.description}</p>}
        <LimitsText limits={service.limits} />
      </header>
      <div class="work">
        <ParamsForm
          parameters={parameters}
          texts={texts}
          faults={faults}
          rowLimit={rowLimit}
          onChange={change}
          onFault={(name, fault) => setFaults((before) => withFault(before, name, fault))}
          onRowLimit={setRowLimit}
          onSubmit={submit}
          onReset={() => {
            setTexts(initial);
            setFaults(new Map());
          }}
          onExample={hasExample(service) ? fillExample : undefined}
        />
        <ResultPanel service={service} run={run} request={request} isValid={request.faults.size === 0} onInvalid={submit} />
      </div>
    </>
  );
}

/** Holds the latest run, cancels it when another begins or the page is left, and draws its progress. */
function useRun(): { run: Run | undefined; start: (request: StreamRequest, rowLimit: number) => void } {
  const [run, setRun] = useState<Run>();
  const [, setVersion] = useState(0);
  const latest = useRef<Run | undefined>(undefined);
  useEffect(() => () => latest.current?.cancel(), []);
  const start = (request: StreamRequest, rowLimit: number) => {
    latest.current?.cancel();
    latest.current = new Run(request, rowLimit, () => setVersion((version) => version + 1));
    setRun(latest.current);
  };
  return { run, start };
}

function LimitsText({ limits }: { limits: Service['limits'] }) {
  const texts = [
    ...(limits?.rows === undefined ? [] : [`${countText(limits.rows)} rows`]),
    ...(limits?.bytes === undefined ? [] : [bytesText(limits.bytes)]),
    ...(limits?.seconds === undefined ? [] : [durationText(limits.seconds * 1_000)]),
  ];
  return texts.length === 0 ? null : <p class="soft">A request may take up to {texts.join(', ')}.</p>;
}

function hasExample({ example = {} }: Service): boolean {
  return Object.keys(example).some((name) => name !== 'param_type');
}

function exampleTexts(parameters: Parameter[], initial: Record<string, string>, example: Record<string, unknown>): Record<string, string> {
  const given = parameters.filter(({ name }) => name in example);
  return { ...initial, ...Object.fromEntries(given.map(({ name, kind }) => [name, textOf(example[name], kind)])) };
}

function known(parameters: Parameter[], texts: Record<string, string>): Record<string, string> {
  const names = new Set(parameters.map(({ name }) => name));
  return Object.fromEntries(Object.entries(texts).filter(([name]) => names.has(name)));
}

function changed(initial: Record<string, string>, texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([name, text]) => text !== initial[name]));
}

function withFault(faults: ReadonlyMap<string, string>, name: string, fault: string | undefined): ReadonlyMap<string, string> {
  const next = new Map(faults);
  if (fault === undefined) next.delete(name);
  else next.set(name, fault);
  return next;
}

function focusField(name: string): void {
  document.getElementById(`field-${name}`)?.focus();
}
