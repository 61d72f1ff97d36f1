// Says how long the console takes until its list of services can be used, in a real Chromium:
//
//     node interactive.mjs http://127.0.0.1:8000/ 7
//
// Prints "chromium VERSION", then a line of milliseconds for each visit. A visit is a navigation of a profile that has nothing
// kept, in a browser that runs; it counts from the navigation to the frame after the first service is in the list. Then the list
// is used: a word in the search has to narrow it.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const [base, visits] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.FASTFLIGHT_CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
console.log(`chromium ${browser.version()}`);

/** Runs in the page before its own scripts. */
function watch() {
  const look = () => {
    if (document.querySelector('.services li a') === null) return;
    observer.disconnect();
    // after a frame with the list, and whatever stood before this in the queue of the page
    requestAnimationFrame(() => setTimeout(() => (globalThis.usableAfter = performance.now())));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
}

for (let visit = 0; visit < Number(visits); visit++) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(base);
  const millis = await (await page.waitForFunction(() => globalThis.usableAfter)).jsonValue();
  await page.getByRole('searchbox').fill('nothing is called so');
  await page.getByText('No service matches').waitFor();
  assert.equal(await page.locator('.services li').count(), 0);
  console.log(millis);
  await context.close();
}
await browser.close();
