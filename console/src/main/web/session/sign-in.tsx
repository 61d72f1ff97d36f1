import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { routeUrl } from '../api/calls';
import { ServerError } from '../api/errors';
import { signIn, signInFailure, type Credential, type Session } from '../api/session';
import { ErrorNotice } from '../ui/notice';

interface SignInProps {
  session: Session;
  onSignedIn: (session: Session) => void;
}

/** The ways to sign in that this server offers. */
export function SignIn({ session, onSignedIn }: SignInProps) {
  const [failure] = useState(takeFailure);
  const { ways, redirect } = session;
  return (
    <div class="sign-in">
      <h1>Sign in</h1>
      <p class="soft">{session.caller === undefined ? 'This server wants to know who you are.' : 'Your session has ended, or may not be used here. Sign in again.'}</p>
      {failure !== undefined && (
        <ErrorNotice title="You are not signed in.">
          {failure.message} <CallId id={failure.callId} />
        </ErrorNotice>
      )}
      {ways.includes('redirect') && (
        <a class="button primary" href={routeUrl('session/start').href}>
          Sign in with {redirect?.label}
        </a>
      )}
      {ways.includes('token') && <TokenForm onSignedIn={onSignedIn} />}
      {ways.includes('password') && <PasswordForm onSignedIn={onSignedIn} isFirst={!ways.includes('token')} />}
    </div>
  );
}

function TokenForm({ onSignedIn }: Pick<SignInProps, 'onSignedIn'>) {
  const [token, setToken] = useState('');
  return (
    <CredentialForm label="With an API key or a token" credential={{ token }} isReady={token.trim() !== ''} onDone={() => setToken('')} onSignedIn={onSignedIn}>
      {(describedBy) => <Field name="token" label="API key or token" type="password" autocomplete="off" value={token} onInput={setToken} describedBy={describedBy} isFirst />}
    </CredentialForm>
  );
}

function PasswordForm({ onSignedIn, isFirst }: Pick<SignInProps, 'onSignedIn'> & { isFirst: boolean }) {
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  return (
    <CredentialForm label="With a name and a password" credential={{ user, password }} isReady={user !== '' && password !== ''} onDone={() => setPassword('')} onSignedIn={onSignedIn}>
      {(describedBy) => (
        <>
          <Field name="user" label="Name" type="text" autocomplete="username" value={user} onInput={setUser} describedBy={describedBy} isFirst={isFirst} />
          <Field name="password" label="Password" type="password" autocomplete="current-password" value={password} onInput={setPassword} describedBy={describedBy} />
        </>
      )}
    </CredentialForm>
  );
}

interface CredentialFormProps {
  label: string;
  credential: Credential;
  isReady: boolean;
  /** Forgets what is secret, whether it was right or not. */
  onDone: () => void;
  onSignedIn: (session: Session) => void;
  children: (describedBy: string | undefined) => ComponentChildren;
}

function CredentialForm({ label, credential, isReady, onDone, onSignedIn, children }: CredentialFormProps) {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<ServerError>();
  const form = useRef<HTMLFormElement>(null);
  const id = `fault-${'token' in credential ? 'token' : 'password'}`;
  const submit = (event: Event) => {
    event.preventDefault();
    const inputs = [...(form.current as HTMLFormElement).querySelectorAll('input')];
    if (!isReady) return inputs.find((input) => input.value.trim() === '')?.focus();
    setBusy(true);
    setFault(undefined);
    signIn(credential)
      .then(onSignedIn, (failure: ServerError) => {
        setFault(failure);
        inputs[inputs.length - 1]?.focus();
      })
      .finally(() => {
        onDone();
        setBusy(false);
      });
  };
  return (
    <form class="params" aria-label={label} ref={form} onSubmit={submit} noValidate>
      <div class="fields">
        {children(fault === undefined ? undefined : id)}
        {fault !== undefined && (
          <p class="fault" id={id} role="alert">
            {fault.message} <CallId id={fault.callId} />
          </p>
        )}
      </div>
      <div class="actions">
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? 'Signing in…' : 'Sign in'}
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  name: string;
  label: string;
  type: 'text' | 'password';
  autocomplete: 'off' | 'username' | 'current-password';
  value: string;
  onInput: (value: string) => void;
  describedBy: string | undefined;
  isFirst?: boolean;
}

function Field({ name, label, type, autocomplete, value, onInput, describedBy, isFirst = false }: FieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFirst) input.current?.focus();
  }, []);
  const attributes = {
    id: `sign-in-${name}`,
    ref: input,
    autocomplete,
    spellcheck: false,
    value,
    onInput: () => onInput((input.current as HTMLInputElement).value),
    'aria-invalid': describedBy !== undefined,
    'aria-describedby': describedBy,
  };
  return (
    <div class="field">
      <label for={attributes.id}>{label}</label>
      {type === 'password' ? <input type="password" {...attributes} /> : <input type="text" autocapitalize="none" {...attributes} />}
    </div>
  );
}

function CallId({ id }: { id: string | undefined }) {
  return id === undefined ? null : (
    <span class="call-id">
      Call <code>{id}</code>
    </span>
  );
}

/** Takes the failure out of the address, so that it is told once. */
function takeFailure() {
  const failure = signInFailure(location.search);
  if (failure !== undefined) history.replaceState(null, '', location.pathname + location.hash);
  return failure;
}
