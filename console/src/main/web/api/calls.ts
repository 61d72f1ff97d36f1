/** The door writes its own prefix into the page; it may be empty. */
function prefix(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="fastflight-prefix"]');
  return (meta?.content ?? 'fastflight').replace(/^\/+|\/+$/g, '');
}

/** Returns the address of a route, beside this page, whatever a proxy puts in front. */
export function routeUrl(path: string): URL {
  return new URL([prefix(), path].filter(Boolean).join('/'), document.baseURI);
}

/**
 * Calls a route. The header keeps the browser from asking for a password in a window of its own, as the server then does not
 * ask for one.
 */
export function call(route: string | URL, { headers, ...options }: RequestInit = {}): Promise<Response> {
  const url = typeof route === 'string' ? routeUrl(route) : route;
  return fetch(url, { ...options, headers: { 'x-requested-with': 'fastflight-console', ...(headers as Record<string, string>) } });
}
