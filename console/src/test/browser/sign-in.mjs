// Drives signing in at the console in a real Chromium against a server with TLS that wants to know who calls:
//
//     node sign-in.mjs https://127.0.0.1:8000/ http://127.0.0.1:9000 [folder for screenshots]
//
// The second address is the provider. FASTFLIGHT_KEY holds an API key of "kim", FASTFLIGHT_PASSWORD the password of "ada".
import assert from 'node:assert/strict';
import { openPage } from './page.mjs';

const [base, provider, screenshots] = process.argv.slice(2);
const { FASTFLIGHT_KEY: key, FASTFLIGHT_PASSWORD: password } = process.env;
const { context, page, step, axe, close } = await openPage(new URL(base).origin, screenshots, [provider]);

const picture = async (name) => screenshots && page.screenshot({ path: `${screenshots}/${name}.png` });
const signedIn = (name) => page.getByRole('group', { name: 'Signed in' }).filter({ hasText: name }).waitFor();
const heading = () => page.getByRole('heading', { level: 1, name: 'Sign in' });
const tokenForm = () => page.getByRole('form', { name: 'With an API key or a token' });
const passwordForm = () => page.getByRole('form', { name: 'With a name and a password' });
const button = (form) => form.getByRole('button', { name: 'Sign in' });
const signOut = async () => {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await heading().waitFor();
};

/** Nothing that signs in may lie where a script can read it. */
async function scriptsSeeNothing() {
  const seen = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, location.href, document.documentElement.outerHTML]));
  for (const secret of [key, password, ...(await context.cookies()).map(({ value }) => value)]) assert.ok(!seen.includes(secret));
  assert.ok(!/eyJ[\w-]+\.[\w-]+\./.test(seen), 'a JWT');
}

await step('whom nobody knows is asked to sign in, at the first field', async () => {
  await page.goto(`${base}#/test.rows?rows=3`);
  await heading().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'sign-in-token');
  assert.equal(await page.locator('.services').count(), 0);
  assert.equal(await page.title(), 'Sign in · FastFlight');
  await axe('sign in');
  await picture('sign-in');
});

await step('the answer has a policy and keeps to its own site', async () => {
  const headers = (await page.request.get(base)).headers();
  assert.match(headers['content-security-policy'] ?? '', /default-src 'self'.*form-action 'self'.*frame-ancestors 'none'/);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
});

await step('a wrong key is told at its field, with the id of the call', async () => {
  await page.locator('#sign-in-token').fill('ffk_nobody_nothing');
  await page.keyboard.press('Enter');
  const fault = page.locator('#fault-token');
  await fault.filter({ hasText: /not valid.*Call [0-9a-f]{32}/s }).waitFor();
  assert.equal(await page.locator('#sign-in-token').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.locator('#sign-in-token').getAttribute('aria-describedby'), 'fault-token');
  assert.equal(await page.locator('#sign-in-token').inputValue(), '');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'sign-in-token');
  await axe('a wrong key');
});

await step('a key signs in by the keyboard alone, and the form that was asked for is there', async () => {
  await page.keyboard.type(key);
  await page.keyboard.press('Enter');
  await signedIn('kim');
  await page.getByRole('heading', { level: 1, name: 'test.rows' }).waitFor();
  assert.equal(await page.locator('#field-rows').inputValue(), '3');
  await scriptsSeeNothing();
});

await step('the cookie is of this host, over TLS, and no script or other site has it', async () => {
  const [cookie, ...others] = await context.cookies();
  assert.deepEqual(others, []);
  const { name, httpOnly, secure, sameSite, path, domain } = cookie;
  assert.deepEqual({ name, httpOnly, secure, sameSite, path, domain }, { name: '__Host-fastflight-session', httpOnly: true, secure: true, sameSite: 'Strict', path: '/', domain: '127.0.0.1' });
});

await step('a run tells the id of its call', async () => {
  await page.getByRole('button', { name: /^Run/ }).click();
  await page.locator('.run-bar .state', { hasText: 'Complete' }).waitFor();
  await page.locator('.run-bar .call-id', { hasText: /^Call [0-9a-f]{32}$/ }).waitFor();
  await axe('a run');
  await picture('run');
});

await step('code shows where a key belongs, and not the key', async () => {
  await page.getByRole('tab', { name: 'Code' }).click();
  for (const language of ['curl', 'Python', 'Java', 'JavaScript']) {
    await page.getByRole('region', { name: language, exact: true }).locator('code', { hasText: 'FASTFLIGHT_TOKEN' }).waitFor();
  }
  await scriptsSeeNothing();
});

await step('a download goes with the session', async () => {
  await page.getByRole('button', { name: 'Download' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-format="csv"]').click()]);
  assert.equal(await download.failure(), null);
});

await step('who is signed in stays so after a reload', async () => {
  await page.reload();
  await signedIn('kim');
});

await step('a page of another origin cannot use the session', async () => {
  const other = await context.newPage();
  await other.goto(`${provider}/nothing-here`);
  const outcome = await other.evaluate(
    (url) => fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"param_type": "test.rows"}' }).then(() => 'answered', () => 'blocked'),
    `${base}fastflight/stream`,
  );
  assert.equal(outcome, 'blocked');
  await other.close();
});

await step('signing out ends the session, here and at the server', async () => {
  const [{ name, value }] = await context.cookies();
  await signOut();
  assert.deepEqual(await context.cookies(), []);
  const kept = await page.request.get(`${base}fastflight/services`, { headers: { cookie: `${name}=${value}` } });
  assert.equal(kept.status(), 401);
});

await step('a name and a password sign in, a wrong one does not', async () => {
  await page.locator('#sign-in-user').fill('ada');
  await page.locator('#sign-in-password').fill('wrong');
  await button(passwordForm()).click();
  await page.locator('#fault-password', { hasText: 'The name or the password is wrong.' }).waitFor();
  await page.locator('#sign-in-password').fill(password);
  await button(passwordForm()).click();
  await signedIn('ada');
  await scriptsSeeNothing();
  await signOut();
});

await step('the provider signs in, and no token reaches the page', async () => {
  const urls = [];
  page.on('request', (request) => urls.push(request.url()));
  await page.getByRole('link', { name: 'Sign in with Example' }).click();
  await signedIn('olga');
  assert.equal(new URL(page.url()).pathname, '/');
  assert.ok(urls.some((url) => url.startsWith(`${provider}/authorize`)), 'the provider was visited');
  await scriptsSeeNothing();
});

await step('a session that ended asks to sign in again when something is run', async () => {
  await page.goto(`${base}#/test.rows?rows=3`);
  await page.locator('#field-rows').waitFor();
  await context.clearCookies();
  await page.getByRole('button', { name: /^Run/ }).click();
  await heading().waitFor();
  await page.getByText('Your session has ended').waitFor();
});

await step('an answer that this browser did not ask for is refused, and told once', async () => {
  await page.goto(`${base}fastflight/session/callback?code=x&state=y`);
  await page.getByRole('alert').filter({ hasText: /Signing in did not work.*Call [0-9a-f]{32}/s }).waitFor();
  assert.equal(new URL(page.url()).search, '');
  await axe('a failed sign-in');
});

await step('the dark theme and a phone of 360 pixels do as well', async () => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await axe('dark');
  await picture('sign-in-dark');
  await page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await axe('phone');
  await picture('sign-in-phone');
  await page.locator('#sign-in-token').fill(key);
  await button(tokenForm()).click();
  await signedIn('kim');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await picture('phone');
});

await close();
