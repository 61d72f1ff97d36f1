import type { JsonSchema } from '../form/schema';
import { ServerError } from './errors';

export interface ServiceSummary {
  name: string;
  description?: string;
  resumable?: boolean;
}

export interface ArrowField {
  name: string;
  type: string;
  nullable: boolean;
  children?: ArrowField[];
}

export interface Format {
  name: string;
  mediaType: string;
}

export interface Service {
  name: string;
  aliases?: string[];
  description?: string;
  parameters: JsonSchema;
  schema?: { fields: ArrowField[] };
  limits?: { rows?: number; bytes?: number; seconds?: number };
  example?: Record<string, unknown>;
  formats?: Format[];
}

/** The door writes its own prefix into the page; it may be empty. */
function prefix(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="fastflight-prefix"]');
  return (meta?.content ?? 'fastflight').replace(/^\/+|\/+$/g, '');
}

/** Returns the address of a route, beside this page, whatever a proxy puts in front. */
export function routeUrl(path: string): URL {
  return new URL([prefix(), path].filter(Boolean).join('/'), document.baseURI);
}

export async function listServices(signal: AbortSignal): Promise<ServiceSummary[]> {
  const answer = await getJson<{ services: ServiceSummary[] }>('services', signal);
  return answer.services;
}

export function describeService(name: string, signal: AbortSignal): Promise<Service> {
  return getJson<Service>(`services/${encodeURIComponent(name)}`, signal);
}

async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await ServerError.reached(fetch(routeUrl(path), { headers: { accept: 'application/json' }, signal }));
  return (await response.json()) as T;
}
