import { useState } from 'preact/hooks';
import { signOut, type Session } from '../api/session';

/** Who is signed in, and a way out. */
export function Who({ session, onSignedOut }: { session: Session; onSignedOut: (session: Session) => void }) {
  const [failure, setFailure] = useState('');
  if (session.caller === undefined) return null;
  const leave = () => signOut().then(onSignedOut, (refused: Error) => setFailure(`Still signed in: ${refused.message}`));
  return (
    <div class="who" role="group" aria-label="Signed in">
      <span class="who-name" title={session.caller.name}>
        <span class="hidden">Signed in as </span>
        {session.caller.name}
      </span>
      <button type="button" class="quiet" onClick={leave}>
        Sign out
      </button>
      <span class="hidden" role="alert">
        {failure}
      </span>
    </div>
  );
}
