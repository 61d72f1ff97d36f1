// A page in a real Chromium, and the steps of a test: each is a claim, and the first that does not hold ends the run with status 1
// and says which.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATIENCE = 30_000;

/**
 * Opens a page that may ask one origin.
 *
 * `others` are origins that a person may be led to besides.
 */
export async function openPage(origin, screenshots, others = []) {
  const browser = await chromium.launch({
    executablePath: process.env.FASTFLIGHT_CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // A request that is refused or breaks is a line on the console of its own; the steps provoke some.
    if (message.type() === 'error' && !/^Failed to load resource: (the server responded with a status of 4|net::ERR_(INCOMPLETE|FAILED))/.test(message.text())) complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (![origin, ...others].some((known) => request.url().startsWith(known)) && !request.url().startsWith('blob:')) complaints.push(`another origin: ${request.url()}`);
  });

  async function step(claim, check) {
    const started = performance.now();
    try {
      await check();
      console.log(`ok    ${claim} (${Math.round(performance.now() - started)} ms)`);
    } catch (failure) {
      console.log(`FAILED ${claim}\n${failure.stack}`);
      if (screenshots) await page.screenshot({ path: `${screenshots}/failed.png` });
      await browser.close();
      process.exit(1);
    }
  }

  async function axe(where) {
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(
      serious.map(({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`),
      [],
    );
  }

  /** Ends a run that went well. */
  async function close() {
    await step('the page had nothing to complain of, and asked nobody else', async () => {
      assert.deepEqual(complaints, []);
    });
    await browser.close();
    console.log('all good');
  }

  return { context, page, step, axe, close };
}
