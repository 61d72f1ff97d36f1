import type { JsonSchema } from '../form/schema';
import { call } from './calls';
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
  /** Where it is over Flight; a bridge does not say. */
  flight?: { location: string };
}

export async function listServices(signal: AbortSignal): Promise<ServiceSummary[]> {
  const answer = await getJson<{ services: ServiceSummary[] }>('services', signal);
  return answer.services;
}

export function describeService(name: string, signal: AbortSignal): Promise<Service> {
  return getJson<Service>(`services/${encodeURIComponent(name)}`, signal);
}

/**
 * Returns where a service is over Flight for somebody who came to `hostname`: a server that listens at every address tells
 * none that one can connect to.
 */
export function flightLocation(service: Service, hostname: string): string | undefined {
  return service.flight?.location.replace(/\/\/(0\.0\.0\.0|\[::\]|\[0(:0){7}\])(?=:)/, `//${hostname}`);
}

async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await ServerError.reached(call(path, { headers: { accept: 'application/json' }, signal }));
  return (await response.json()) as T;
}
