import { Dictionary, Int32, tableFromArrays, tableToIPC, Utf8, vectorFromArray, type Table } from 'apache-arrow';
import { Table as ArrowTable } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { IpcFraming } from '../../main/web/result/ipc-framing';

function stream(): Uint8Array {
  const words = vectorFromArray(['a', 'b', 'a'], new Dictionary(new Utf8(), new Int32()));
  const table: Table = new ArrowTable({ n: vectorFromArray([1, null, 3], new Int32()), words });
  return tableToIPC(table.concat(table), 'stream');
}

function framed(bytes: Uint8Array, chunk: number): IpcFraming {
  const framing = new IpcFraming();
  for (let at = 0; at < bytes.length; at += chunk) framing.push(bytes.subarray(at, at + chunk));
  return framing;
}

/** The prefix and the metadata of a message with so long a body, and no more than it takes to say that. */
function announcing(bodyLength: number): Uint8Array {
  const [prefix, vtable, table, size] = [8, 4, 16, 32];
  const view = new DataView(new ArrayBuffer(prefix + size));
  view.setUint32(0, 0xffffffff, true);
  view.setUint32(4, size, true);
  view.setUint32(prefix, table, true);
  view.setUint16(prefix + vtable, 12, true); // the vtable's size: four fields
  view.setUint16(prefix + vtable + 10, 8, true); // where the table has the fourth
  view.setInt32(prefix + table, table - vtable, true);
  view.setBigInt64(prefix + table + 8, BigInt(bodyLength), true);
  return new Uint8Array(view.buffer);
}

describe('IpcFraming', () => {
  it.each([1, 3, 7, 64, 1 << 20])('sees the end of a whole stream in pieces of %i bytes', (chunk) => {
    expect(framed(stream(), chunk).ended).toBe(true);
  });

  it('takes no cut stream for whole, wherever it was cut', () => {
    const bytes = stream();
    for (let end = 0; end < bytes.length; end++) expect(framed(bytes.subarray(0, end), 4096).ended, `cut at ${end}`).toBe(false);
  });

  it('sees the end of a stream without rows', () => {
    expect(framed(tableToIPC(tableFromArrays({ n: new Int32Array(0) }), 'stream'), 5).ended).toBe(true);
  });

  it('does not take an end marker within a body for the end', () => {
    const marker = new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0]);
    const bytes = tableToIPC(tableFromArrays({ marker }), 'stream');
    expect(framed(bytes.subarray(0, bytes.length - 8), 16).ended).toBe(false);
    expect(framed(bytes, 16).ended).toBe(true);
  });

  it('has what a server says in place of the body that did not come', () => {
    const reason = '{"code":"SOURCE_FAILED","message":"No."}';
    const whole = stream();
    const announced = [...whole.subarray(0, whole.length - 8), ...announcing(48), ...new TextEncoder().encode(reason)];
    const framing = framed(new Uint8Array(announced), 16);
    expect(framing.ended).toBe(false);
    expect(framing.rest).toBe(reason);
    expect(framed(whole, 16).rest).toBe('');
  });

  it('refuses what is no stream, and what goes on after its end', () => {
    expect(() => framed(new TextEncoder().encode('<!doctype html><html></html>'), 8)).toThrow('not an Arrow IPC stream');
    expect(() => framed(new Uint8Array([...stream(), 0]), 64)).toThrow('after its end');
  });
});
