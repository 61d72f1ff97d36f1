import { orderOf, type SortKeys } from './order';

export interface SortJob {
  keys: SortKeys;
  descending: boolean;
}

const scope = self as unknown as { postMessage(order: Uint32Array, transfer: Transferable[]): void };

self.addEventListener('message', ({ data }: MessageEvent<SortJob>) => {
  const order = orderOf(data.keys, data.descending);
  scope.postMessage(order, [order.buffer as ArrayBuffer]);
});
