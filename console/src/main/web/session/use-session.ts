import { createContext } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { unauthenticated } from '../api/errors';
import { readSession, type Session } from '../api/session';

/** Who is signed in, and whether somebody has to be. */
export interface SignInState {
  session: Session;
  isNeeded: boolean;
  /** Counts the changes of who is signed in: what was read before is another's. */
  visit: number;
  change: (session: Session) => void;
}

/** Whether somebody is signed in. */
export const SignedIn = createContext(false);

const NOBODY: Session = { ways: [] };

export function useSession(): SignInState {
  const [session, setSession] = useState<Session>(NOBODY);
  const [wasRefused, setRefused] = useState(false);
  const [visit, setVisit] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    readSession(abort.signal).then(setSession, () => undefined); // a server without the route has no ways
    const refused = () => setRefused(true);
    unauthenticated.addEventListener('refused', refused);
    return () => {
      abort.abort();
      unauthenticated.removeEventListener('refused', refused);
    };
  }, []);
  const change = (next: Session) => {
    setSession(next);
    setRefused(next.caller === undefined);
    setVisit((before) => before + 1);
  };
  return { session, isNeeded: wasRefused && session.ways.length > 0, visit, change };
}
