// Reads streams by Node's fetch and the apache-arrow library, as the documentation and the console's code have it:
//
//     node read.mjs http://127.0.0.1:8000/fastflight
//
// Each claim that does not hold ends it with status 1.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { tableFromIPC } from 'apache-arrow';

const [base] = process.argv.slice(2);
const EVENLY = 500;
const CLOSE = 100; // the last bytes: the last chunk, the trailers, and what an answer may be shorter than another

const stream = (at, query) => fetch(`${at}/stream/demo.generate?${query}`);
/** The rule of demo.generate for seed 0. */
const valueOf = (row, column) => (BigInt(row) * 7_919n + BigInt(column) * 104_729n) % 2_147_483_647n;

const table = await tableFromIPC(stream(base, 'rows=20000&batch_rows=700'));
assert.equal(table.numRows, 20_000);
for (let column = 0; column < 3; column++) {
  let row = 0;
  for (const value of table.getChildAt(column)) assert.equal(value, valueOf(row++, column));
  assert.equal(row, 20_000);
}
console.log('every row is the one the rule says');

const mixed = await tableFromIPC(stream(base, 'rows=100&kind=mixed'));
assert.deepEqual([mixed.numRows, mixed.numCols], [100, 27]);
assert.equal((await tableFromIPC(stream(base, 'rows=0'))).numRows, 0);
console.log('every type is read, and no rows');

const broken = 'rows=20000&batch_rows=700&fail_at_row=9000';
await assert.rejects(async () => tableFromIPC(await (await stream(base, broken)).arrayBuffer()));
await assert.rejects(async () => tableFromIPC(stream(base, broken))); // though it drops what fetch says
console.log('a stream that fails on its way is an error');

// What a proxy cuts off, wherever: read as the documentation says, the whole body first. A proxy of its own for each cut, so
// that no connection is used again.
async function through(limit, use) {
  let passed = 0;
  const proxy = createServer((client) => {
    const server = connect(Number(new URL(base).port), '127.0.0.1');
    client.pipe(server);
    server.on('data', (bytes) => {
      const room = limit - passed;
      passed += bytes.length;
      if (bytes.length < room) return client.write(bytes);
      client.end(bytes.subarray(0, room));
      return server.destroy();
    });
    server.on('error', () => client.destroy());
    client.on('error', () => server.destroy());
    client.on('close', () => server.destroy());
  });
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
  try {
    await use(`http://127.0.0.1:${proxy.address().port}${new URL(base).pathname}`);
  } finally {
    proxy.close();
  }
  return passed;
}

const read = async (at) => tableFromIPC(await (await stream(at, 'rows=60&batch_rows=60')).arrayBuffer());
// What leaves together is one chunk, so that the same answer may have some bytes more or less.
const sizes = [];
for (let i = 0; i < 5; i++) {
  sizes.push(await through(Infinity, async (at) => assert.equal((await read(at)).numRows, 60)));
}
const whole = Math.min(...sizes);
const places = new Set(Array.from({ length: EVENLY }, (_, at) => 1 + Math.floor((at * (whole - 1)) / EVENLY)));
for (let at = whole - CLOSE; at < whole; at++) places.add(at);
for (const place of places) {
  let rows = '';
  const passed = await through(place, async (at) => {
    rows = await read(at).then(({ numRows }) => numRows, () => 'cut');
  });
  // Node does not wait for all of the trailers: behind the last chunk every row is there.
  const right = passed < place ? [60] : place > whole - CLOSE ? ['cut', 60] : ['cut'];
  assert.ok(right.includes(rows), `cut after ${place} of ${whole} bytes: ${rows}`);
}
console.log(`no cut at ${places.size} places passes for the whole`);
console.log('all good');
process.exit(); // connections that are kept for another call would hold it up
