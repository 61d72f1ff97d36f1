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

/** Follows the address; what a page itself writes there with `replaceState` is not followed. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
