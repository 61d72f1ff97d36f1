import type { Result } from '../result/result';
import { sortKeysOf } from './keys';
import type { SortJob } from './worker';

/** Sorts in a worker, so that the page goes on meanwhile. */
export function sortedOrder(result: Result, column: number, descending: boolean, signal: AbortSignal): Promise<Uint32Array> {
  const keys = sortKeysOf(result, column);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise<Uint32Array>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Uint32Array>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || 'The sort failed.'));
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
  const buffers = [keys.nulls, ...keys.words, ...(keys.text ? [keys.text.bytes, keys.text.offsets] : [])];
  worker.postMessage({ keys, descending } satisfies SortJob, buffers.map((array) => array.buffer as ArrayBuffer));
  return answer.finally(() => worker.terminate());
}
