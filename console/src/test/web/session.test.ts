import { afterEach, describe, expect, it, vi } from 'vitest';
import { errorOf, ServerError, unauthenticated } from '../../main/web/api/errors';
import { signInFailure } from '../../main/web/api/session';

describe('signInFailure', () => {
  it('tells the kind in words of this page, and the call', () => {
    expect(signInFailure('?sign-in=UNAUTHENTICATED&call=6f1c-0a')).toEqual({
      message: 'Signing in did not work: it was refused, took more than 10 minutes, or was begun in another browser.',
      callId: '6f1c-0a',
    });
  });

  it.each(['?sign-in=<b>x</b>&call=<b>', '?sign-in=constructor', '?sign-in=&call=a%20b'])('shows nothing that somebody wrote into the address: %s', (search) => {
    expect(signInFailure(search)).toEqual({ message: 'Signing in did not work. The log of the server may say why.', callId: undefined });
  });

  it('is nothing for other addresses', () => {
    expect(signInFailure('')).toBeUndefined();
    expect(signInFailure('?call=x')).toBeUndefined();
  });
});

describe('ServerError', () => {
  const refused = vi.fn();
  afterEach(() => unauthenticated.removeEventListener('refused', refused));

  it('tells of a caller whom nobody knows, and of no other failure', async () => {
    unauthenticated.addEventListener('refused', refused);
    await expect(ServerError.reached(Promise.resolve(new Response('{}', { status: 403 })))).rejects.toThrow();
    expect(refused).not.toHaveBeenCalled();
    await expect(ServerError.reached(Promise.resolve(new Response('{}', { status: 401 })))).rejects.toThrow();
    expect(refused).toHaveBeenCalledOnce();
  });

  it('has the id of its call', () => {
    expect(errorOf(401, '{"error": {"code": "UNAUTHENTICATED", "message": "No.", "callId": "6f1c"}}').callId).toBe('6f1c');
  });
});
