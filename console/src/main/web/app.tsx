import { useEffect, useState } from 'preact/hooks';
import { isAbort } from './api/errors';
import { routeUrl } from './api/calls';
import { listServices, type ServiceSummary } from './api/services';
import { useRoute } from './route';
import { ServiceList } from './services/service-list';
import { ServicePage } from './services/service-page';
import { SignIn } from './session/sign-in';
import { SignedIn, useSession } from './session/use-session';
import { Who } from './session/who';
import { Logo } from './ui/icons';
import { ThemeButton } from './ui/theme';

export type Loading<T> = { state: 'loading' } | { state: 'failed'; message: string } | { state: 'ready'; value: T };

export function App() {
  const route = useRoute();
  const { session, isNeeded, visit, change } = useSession();
  const [attempt, setAttempt] = useState(0);
  const services = useServices(`${visit} ${attempt}`);
  useEffect(() => {
    document.title = isNeeded ? 'Sign in · FastFlight' : route.service === undefined ? 'FastFlight' : `${route.service} · FastFlight`;
  }, [route.service, isNeeded]);
  return (
    <div class={isNeeded ? 'app signing-in' : route.service === undefined ? 'app at-home' : 'app'}>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the service
      </a>
      <header class="top">
        <a class="brand" href="#/">
          <Logo />
          <span>FastFlight</span>
        </a>
        <nav aria-label="Server">
          <a href={routeUrl('docs').href}>API</a>
        </nav>
        {!isNeeded && <Who session={session} onSignedOut={change} />}
        <ThemeButton />
      </header>
      {!isNeeded && <ServiceList services={services} selected={route.service} onRetry={() => setAttempt(attempt + 1)} />}
      <main id="main" tabIndex={-1}>
        {isNeeded ? (
          <SignIn session={session} onSignedIn={change} />
        ) : route.service === undefined ? (
          <Welcome services={services} />
        ) : (
          <SignedIn.Provider value={session.caller !== undefined}>
            <ServicePage key={`${visit} ${route.visit}`} name={route.service} texts={route.texts} />
          </SignedIn.Provider>
        )}
      </main>
    </div>
  );
}

/** The address is the route's, so a plain jump within the page would leave it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** Lists the services, again with every new `key`. */
function useServices(key: string): Loading<ServiceSummary[]> {
  const [services, setServices] = useState<Loading<ServiceSummary[]>>({ state: 'loading' });
  useEffect(() => {
    const abort = new AbortController();
    setServices({ state: 'loading' });
    listServices(abort.signal).then(
      (value) => setServices({ state: 'ready', value }),
      (failure: Error) => {
        if (!isAbort(failure)) setServices({ state: 'failed', message: failure.message });
      },
    );
    return () => abort.abort();
  }, [key]);
  return services;
}

function Welcome({ services }: { services: Loading<ServiceSummary[]> }) {
  return (
    <div class="empty">
      <h1>Data services</h1>
      <p>
        {services.state === 'ready' && services.value.length === 0
          ? 'This server has no services yet.'
          : 'Choose a service to see its parameters, run it and look at the rows.'}
      </p>
    </div>
  );
}
