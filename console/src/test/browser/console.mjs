// Drives the console in a real Chromium against a real server:
//
//     node console.mjs http://127.0.0.1:8000/ [folder for screenshots]
//
// Each step is a claim. The first that does not hold ends the run with status 1 and says which.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { openPage } from './page.mjs';

const [base, screenshots] = process.argv.slice(2);
const { page, step, axe, close } = await openPage(new URL(base).origin, screenshots);

const BATCH_ROWS = 65_536n;
/** The rule of demo.generate for seed 0. */
const valueOf = (row, column) => (row * 7_919n + column * 104_729n) % 2_147_483_647n;

const state = (text) => page.locator('.run-bar .state', { hasText: text }).waitFor();
const field = (name) => page.locator(`#field-${name}`);
const run = () => page.getByRole('button', { name: /^Run/ }).click();
const cellAt = (row, column) => page.locator(`#cell-${row}-${column}`);
const open = async (name) => {
  await page.goto(`${base}#/${name}`);
  await page.getByRole('heading', { level: 1, name: name.replace(/\?.*/, ''), exact: true }).waitFor();
};

// Times are printed, not judged: how long a thing takes is up to the machine as well.
await step('the services are listed', async () => {
  await page.goto(base);
  await page.getByRole('link', { name: /^demo\.flights/ }).waitFor();
  console.log(`      listed ${Math.round(await page.evaluate(() => performance.now()))} ms after the page was asked for`);
});

await step('no script or style is inline, and the policy says so', async () => {
  const answer = await page.request.get(base);
  assert.match(answer.headers()['content-security-policy'] ?? '', /default-src 'self'/);
  assert.doesNotMatch(await answer.text(), /<style|style=|<script>|onclick/);
});

await step('a search narrows the list', async () => {
  await page.getByRole('searchbox').fill('bird');
  await page.getByText(/^1 of \d+ services$/).waitFor();
  assert.equal(await page.locator('.services li').count(), 1);
  await axe('list');
  await page.getByRole('searchbox').fill('');
});

await step('a form has the fields of the service, with its defaults', async () => {
  await page.getByRole('link', { name: /^demo\.generate / }).first().click();
  await field('kind').waitFor();
  assert.equal(await field('rows').inputValue(), '1000000');
  assert.equal(await field('kind').inputValue(), 'int64');
  assert.equal(await field('repeat_batch').isChecked(), false);
  assert.deepEqual(await field('kind').locator('option').allTextContents(), ['int64', 'float64', 'utf8', 'mixed']);
});

await step('a wrong value is told at its field before anything is sent', async () => {
  await field('rows').fill('many');
  await run();
  await page.getByText('A whole number is needed.').waitFor();
  assert.equal(await field('rows').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'field-rows');
});

await step('what the server refuses is told at its field as well', async () => {
  await field('rows').fill('1000');
  await field('columns').fill('999');
  await run();
  await state('Failed');
  await page.locator('#field-columns-fault', { hasText: /1\.\.256/ }).waitFor();
});

await step('a million rows of thirty columns come with progress, the page stays alive, and all of them are there', async () => {
  await field('columns').fill('30');
  await field('rows').fill('1000000');
  await field('repeat_batch').check(); // the first batch again and again: so the rows cost the server nothing
  await page.evaluate(() => {
    let last = performance.now();
    globalThis.longestFrame = 0;
    globalThis.seen = new Set();
    const watch = () => {
      const now = performance.now();
      globalThis.longestFrame = Math.max(globalThis.longestFrame, now - last);
      last = now;
      globalThis.seen.add(document.querySelector('.facts')?.textContent);
      globalThis.watching = requestAnimationFrame(watch);
    };
    watch();
  });
  await run();
  await state('Complete');
  await page.locator('.facts', { hasText: '1,000,000 rows' }).waitFor();
  assert.equal(await page.locator('.grid').getAttribute('aria-rowcount'), '1000001');
  assert.ok((await page.evaluate(() => globalThis.seen.size)) > 3, 'no progress was seen');
});

await step('the last row is one key away and is the one the formula says', async () => {
  await cellAt(0, 0).click();
  await page.keyboard.press('Control+End');
  await cellAt(999_999, 29).waitFor();
  assert.equal(await cellAt(999_999, 29).textContent(), String(valueOf(999_999n % BATCH_ROWS, 29n)));
  await page.keyboard.press('Control+Home');
  await cellAt(0, 0).waitFor();
});

await step('the wheel and the scroll bar go through the rows', async () => {
  await page.locator('.grid').hover();
  await page.mouse.wheel(0, 28 * 100);
  await cellAt(100, 0).waitFor();
  await page.locator('.grid').evaluate((grid) => (grid.scrollTop = grid.scrollHeight / 2));
  await page.waitForFunction(() => Math.abs(Number(document.querySelector('.grid-row:not([hidden])').getAttribute('aria-rowindex')) - 500_000) < 5_000);
});

await step('a sort in the worker puts the greatest first, then back', async () => {
  await page.keyboard.press('Control+Home');
  const head = page.locator('#head-1');
  await head.click();
  await page.getByText('Sorted by c1, ascending.').waitFor();
  assert.equal(await head.getAttribute('aria-sort'), 'ascending');
  const least = Number(await cellAt(0, 1).textContent());
  assert.ok(least <= Number(await cellAt(1, 1).textContent()));
  await head.click();
  await page.getByText('Sorted by c1, descending.').waitFor();
  assert.equal(await cellAt(0, 1).textContent(), String(valueOf(BATCH_ROWS - 1n, 1n))); // they grow within a batch
  await head.click();
  await page.getByText('In the order the rows came.').waitFor();
  assert.equal(await cellAt(0, 1).textContent(), '104729');
});

const longest = await page.evaluate(() => {
  cancelAnimationFrame(globalThis.watching);
  return globalThis.longestFrame;
});
console.log(`      the longest frame since the million rows took ${Math.round(longest)} ms`);

await step('every chart is drawn', async () => {
  await page.getByRole('tab', { name: 'Chart' }).click();
  for (const kind of ['Histogram', 'Scatter', 'Line']) {
    await page.getByRole('button', { name: kind, exact: true }).click();
    await page.locator('.chart canvas').waitFor();
  }
  await page.getByRole('img', { name: /1,000,000 points/ }).waitFor();
  await page.getByRole('tab', { name: 'Table' }).click();
});

await step('a run that is cancelled says so and keeps what came', async () => {
  await field('repeat_batch').uncheck();
  await field('delay_ms').fill('100');
  await field('batch_rows').fill('1000');
  await field('columns').fill('4');
  await run();
  await page.locator('.facts', { hasText: /^\D*[1-9]/ }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await state('Cancelled');
  await page.getByText('They are not the whole result.').waitFor();
});

await step('a run that fails on its way is an error, with the rows that came', async () => {
  await field('fail_at_row').fill('5500');
  await run();
  await state('Failed');
  const told = await page.getByRole('alert').filter({ hasText: 'rows that came before are shown; they are not the whole result' }).textContent();
  const rows = Number(/The ([\d,]+) rows/.exec(told)[1].replace(',', ''));
  assert.doesNotMatch(told, /cannot be read/);
  assert.ok(rows >= 1_000 && rows <= 5_000, told); // how many of the last ones arrive is up to the network
  assert.equal(await page.locator('.grid').getAttribute('aria-rowcount'), String(rows + 1));
  await field('delay_ms').fill('0');
});

await step('a row limit is told', async () => {
  await field('fail_at_row').fill('');
  await page.locator('#row-limit').fill('2500');
  await run();
  await state('Row limit reached');
  await page.getByText('These are the first 2,500 rows; there are more.').waitFor();
  for (const [typed, used] of [['999999999999', '50000000'], ['-5', '1'], ['', '1'], ['1000000', '1000000']]) {
    await page.locator('#row-limit').fill(typed);
    await page.locator('#row-limit').blur();
    assert.equal(await page.locator('#row-limit').inputValue(), used);
  }
});

await step('every type shows its values, nulls and types', async () => {
  await open('demo.generate');
  await field('kind').selectOption('mixed');
  await field('rows').fill('1000');
  await run();
  await state('Complete');
  assert.equal(await page.locator('.grid').getAttribute('aria-colcount'), '28');
  await page.locator('.grid-cell.null').first().waitFor();
  await cellAt(0, 0).click();
  for (let column = 1; column <= 23; column++) await page.keyboard.press('ArrowRight');
  await page.locator('.inspector', { hasText: 'struct<a: int64, b: utf8>' }).waitFor();
  await page.locator('.inspector pre', { hasText: /^\{a: \d+, b: "s\d+"\}$/ }).waitFor();
  await axe('grid');
});

await step('the address has the form, and opens it again', async () => {
  assert.match(page.url(), /#\/demo\.generate\?.*kind=mixed/);
  await page.reload();
  await field('kind').waitFor();
  assert.equal(await field('kind').inputValue(), 'mixed');
});

await step('another address of the same service is another form', async () => {
  await open('demo.generate?rows=7');
  await page.waitForFunction(() => document.querySelector('#field-rows')?.value === '7');
  assert.equal(await field('kind').inputValue(), 'int64');
});

await step('an empty result is complete', async () => {
  await field('rows').fill('0');
  await run();
  await state('Complete');
  await page.getByText('The result is complete and has no rows.').waitFor();
});

await step('flights are filtered by date, drawn as bars, and copied', async () => {
  await open('demo.flights');
  await page.getByRole('button', { name: 'Example' }).click();
  assert.equal(await field('from_date').inputValue(), '2001-01-08');
  await run();
  await state('Complete');
  await cellAt(0, 3).click();
  await page.keyboard.press('Shift+ArrowDown');
  const copied = await page.evaluate(() => {
    const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
    document.querySelector('.grid').dispatchEvent(event);
    return event.clipboardData.getData('text/plain');
  });
  assert.equal(copied, 'SEA\nSEA');
  if (screenshots) await page.screenshot({ path: `${screenshots}/table.png` });
  await page.getByRole('tab', { name: 'Chart' }).click();
  await page.getByRole('button', { name: 'Bar', exact: true }).click();
  await page.getByRole('combobox', { name: 'Groups' }).selectOption({ label: 'destination' });
  await page.getByRole('img', { name: /rows by destination/ }).waitFor();
});

await step('every format downloads the same rows', async () => {
  const rows = Number((await page.locator('.facts dd').first().textContent()).replace(/\D/g, ''));
  const formats = await page.locator('[data-format]').evaluateAll((items) => items.map((item) => item.dataset.format));
  assert.ok(['arrow', 'csv', 'ndjson', 'json'].every((format) => formats.includes(format)), String(formats));
  for (const format of formats) {
    await page.getByRole('button', { name: 'Download' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-format="${format}"]`).click()]);
    const bytes = await readFile(await download.path());
    assert.equal(await download.failure(), null);
    const text = bytes.toString('utf8');
    if (format === 'csv') assert.equal(text.trimEnd().split('\r\n').length, rows + 1);
    if (format === 'ndjson') assert.equal(text.trimEnd().split('\n').length, rows);
    if (format === 'json') assert.equal(JSON.parse(text).length, rows);
    if (format === 'parquet') assert.equal(text.slice(0, 4), 'PAR1');
    assert.ok(bytes.length > 0);
  }
});

await step('code asks for the same', async () => {
  await page.getByRole('tab', { name: 'Code' }).click();
  await page.getByText(`Map.of("origin", "SEA", "min_delay", 60, "from_date", "2001-01-08")`).waitFor();
  const { flight } = await (await page.request.get(`${base}fastflight/services/demo.flights`)).json();
  for (const language of ['Python', 'Java']) {
    await page.getByRole('region', { name: language, exact: true }).locator('code', { hasText: `connect("${flight.location}")` }).waitFor();
  }
  await axe('code');
  await page.getByRole('tab', { name: 'Schema' }).click();
  await page.getByRole('rowheader', { name: 'destination' }).waitFor();
});

await step('the dark theme has no serious fault either', async () => {
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('button', { name: /^Theme: light/ }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.getByRole('tab', { name: 'Chart' }).click();
  await page.locator('.chart canvas').waitFor();
  await axe('dark');
  if (screenshots) await page.screenshot({ path: `${screenshots}/chart.png` });
});

await step('a phone of 360 pixels needs no sideways scrolling', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('tab', { name: 'Table' }).click();
  await cellAt(0, 0).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await axe('phone');
  await page.getByRole('link', { name: 'Services', exact: true }).click();
  await page.getByRole('searchbox').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
});

await step('a screen of 4K is used, and nothing is lost at its edge', async () => {
  await page.setViewportSize({ width: 3840, height: 2160 });
  await open('demo.flights');
  await run();
  await state('Complete');
  const rows = await page.locator('.grid-row:not([hidden])').count();
  assert.ok(rows > 60, `${rows} rows in view`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 3840);
  await axe('4K');
});

await step('a service that is not there is told with its neighbours', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${base}#/demo.fligths`);
  await page.getByRole('alert').filter({ hasText: 'demo.flights' }).waitFor();
});

await step('a service that could not be asked for is asked for again', async () => {
  await page.route('**/services/demo.echo', (route) => route.abort(), { times: 1 });
  await page.goto(`${base}#/demo.echo`);
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await field('message').waitFor();
});

await close();
