import { ServerError } from './errors';
import { call } from './calls';

export type Way = 'token' | 'password' | 'redirect';

/** How one can sign in, and who is signed in; no ways where nobody has to, or nobody can here. */
export interface Session {
  ways: Way[];
  redirect?: { label: string };
  caller?: { name: string };
}

export type Credential = { token: string } | { user: string; password: string };

export async function readSession(signal: AbortSignal): Promise<Session> {
  return asSession(await ServerError.reached(call('session', { signal })));
}

/** Exchanges what was typed for a cookie that no script can read; nothing of it is kept here. */
export async function signIn(credential: Credential): Promise<Session> {
  const headers = { 'content-type': 'application/json' };
  return asSession(await ServerError.reached(call('session', { method: 'POST', headers, body: JSON.stringify(credential) })));
}

export async function signOut(): Promise<Session> {
  return asSession(await ServerError.reached(call('session', { method: 'DELETE' })));
}

async function asSession(response: Response): Promise<Session> {
  return (await response.json()) as Session;
}

/** What became of a sign-in elsewhere, as the server tells it in this page's address. */
export interface SignInFailure {
  message: string;
  callId: string | undefined;
}

/** Reads the kind and the call of a failure: no words, since anybody can write an address. */
export function signInFailure(search: string): SignInFailure | undefined {
  const query = new URLSearchParams(search);
  const code = query.get('sign-in');
  if (code === null) return undefined;
  const callId = /^[\w.:-]{1,64}$/.exec(query.get('call') ?? '')?.[0];
  return { message: FAILURES.get(code) ?? 'Signing in did not work. The log of the server may say why.', callId };
}

const FAILURES = new Map([
  ['UNAUTHENTICATED', 'Signing in did not work: it was refused, took more than 10 minutes, or was begun in another browser.'],
  ['PERMISSION_DENIED', 'Signing in did not work: it has to begin at this page.'],
  ['UNAVAILABLE', 'Signing in did not work: the server that knows you cannot be reached now. Try again later.'],
  ['RESOURCE_EXHAUSTED', 'Signing in did not work: too many sign in at this moment. Try again.'],
]);
