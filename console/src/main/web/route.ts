import { useEffect, useState } from 'preact/hooks';

/** What the address names: a service, and what its form says. */
export interface Route {
  service: string | undefined;
  texts: Record<string, string>;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  return { service: path === '' ? undefined : decodeURIComponent(path), texts: Object.fromEntries(new URLSearchParams(query)) };
}

export function hashOf(service: string, texts: Record<string, string> = {}): string {
  const query = new URLSearchParams(texts).toString();
  return `#/${encodeURIComponent(service)}${query === '' ? '' : `?${query}`}`;
}

/** A route, and which of this page's it is: the same service from another address is a new visit. */
export interface Visit extends Route {
  visit: number;
}

/** Follows the address; what a page itself writes there with `replaceState` is not followed. */
export function useRoute(): Visit {
  const [route, setRoute] = useState<Visit>(() => ({ ...parseRoute(location.hash), visit: 0 }));
  useEffect(() => {
    const changed = () => setRoute(({ visit }) => ({ ...parseRoute(location.hash), visit: visit + 1 }));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
