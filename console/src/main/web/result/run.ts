import { RecordBatchReader, type RecordBatch } from 'apache-arrow';
import { CALL_ID, errorOf, isAbort, ServerError } from '../api/errors';
import { bodyOf, type StreamRequest } from '../api/requests';
import { call, routeUrl } from '../api/calls';
import { IpcFraming } from './ipc-framing';
import { Result } from './result';

/**
 * How far a run is. `limited`: the row limit was reached and there is more. `full`: what this page keeps was reached.
 * Only `complete` has all rows.
 */
export type RunState = 'running' | 'complete' | 'limited' | 'full' | 'cancelled' | 'failed';

/** Browsers give a page some GiB; what is more is for a download. */
const MAX_KEPT_BYTES = 1 << 30;
const MAX_TASK_MILLIS = 12;

/** One request and the rows that came for it. Tells `onChange` of progress, at most once a frame. */
export class Run {
  state: RunState = 'running';
  result: Result | undefined;
  bytes = 0;
  failure: ServerError | undefined;
  /** What the server calls this request; to quote it. */
  callId: string | undefined;
  /** Milliseconds from the request to its end, or to now. */
  elapsed = 0;

  readonly #abort = new AbortController();
  readonly #started = performance.now();
  #frame = 0;
  /** How the body ended where it did not end well: the decoder drops that, or complains of the message that did not come. */
  #broken: ServerError | undefined;

  constructor(
    readonly request: StreamRequest,
    readonly rowLimit: number,
    readonly onChange: () => void,
  ) {
    void this.#run();
  }

  get rowCount(): number {
    return this.result?.rowCount ?? 0;
  }

  /** Stops the request; the server then stops its source. */
  cancel(): void {
    if (this.state === 'running') this.#end('cancelled');
  }

  async #run(): Promise<void> {
    try {
      const response = await ServerError.reached(this.#fetch());
      this.callId = response.headers.get(CALL_ID) ?? undefined;
      await this.#read(response);
    } catch (failure) {
      if (this.state !== 'running' || isAbort(failure)) return;
      this.failure = this.#broken ?? (failure instanceof ServerError ? failure : unreadable(failure));
      this.callId ??= this.failure.callId;
      this.#end('failed');
    }
  }

  #fetch(): Promise<Response> {
    const url = routeUrl('stream');
    url.searchParams.set('format', 'arrow');
    url.searchParams.set('limit', String(this.rowLimit + 1)); // one more, to know whether there are more
    return call(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/vnd.apache.arrow.stream' },
      body: bodyOf(this.request),
      signal: this.#abort.signal,
    });
  }

  async #read(response: Response): Promise<void> {
    const framing = new IpcFraming();
    const chunks = this.#chunks(response.body as ReadableStream<Uint8Array>, framing);
    const reader = await (await RecordBatchReader.from(chunks)).open();
    this.result = new Result(reader.schema);
    this.#changed();
    let begun = performance.now();
    for await (const batch of reader) {
      if (this.state !== 'running') return;
      if (!this.#keep(batch)) return;
      if (performance.now() - begun > MAX_TASK_MILLIS) {
        await nextTask();
        begun = performance.now();
      }
    }
    while (!(await chunks.next()).done); // what the decoder had no need of: the body's end, or that it broke
    if (this.state === 'running') this.#end('complete');
  }

  /** Returns whether to go on. */
  #keep(batch: RecordBatch): boolean {
    const result = this.result as Result;
    const room = this.rowLimit - result.rowCount;
    if (batch.numRows > 0 && room > 0) result.append(batch.numRows > room ? batch.slice(0, room) : batch);
    this.#changed();
    if (batch.numRows > room) this.#end('limited');
    else if (this.bytes > MAX_KEPT_BYTES) this.#end('full');
    return this.state === 'running';
  }

  #chunks(body: ReadableStream<Uint8Array>, framing: IpcFraming): AsyncIterableIterator<Uint8Array> {
    const source = body.getReader();
    return {
      next: async () => {
        const { done, value } = await source.read().catch((failure: unknown) => {
          throw isAbort(failure) ? failure : (this.#broken = brokenOff(framing));
        });
        if (done && !framing.ended) throw (this.#broken = brokenOff(framing));
        if (done) return { done: true, value: undefined };
        framing.push(value);
        this.bytes += value.length;
        this.#changed();
        return { done: false, value };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  #end(state: RunState): void {
    this.state = state;
    this.elapsed = performance.now() - this.#started;
    cancelAnimationFrame(this.#frame);
    if (state !== 'complete') this.#abort.abort();
    this.onChange();
  }

  #changed(): void {
    if (this.#frame !== 0 || this.state !== 'running') return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.elapsed = performance.now() - this.#started;
      if (this.state === 'running') this.onChange();
    });
  }
}

function brokenOff(framing: IpcFraming): ServerError {
  const told = errorOf(0, framing.rest);
  return told.callId !== undefined ? told : new ServerError('The stream broke off before its end. The log of the server may say why.', 'INCOMPLETE');
}

function unreadable(failure: unknown): ServerError {
  const reason = failure instanceof Error ? failure.message : String(failure);
  return new ServerError(`The answer cannot be read here: ${reason.replace(/\.$/, '')}. A download has it as it is.`, 'UNREADABLE');
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
