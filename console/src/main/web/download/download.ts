import { ServerError } from '../api/errors';
import { bodyOf, queryOf, type StreamRequest } from '../api/requests';
import { call, routeUrl } from '../api/calls';
import type { Format } from '../api/services';

interface FormatWords {
  label: string;
  extension: string;
}

const WORDS: Record<string, FormatWords> = {
  arrow: { label: 'Arrow stream', extension: 'arrows' },
  'arrow-file': { label: 'Arrow file', extension: 'arrow' },
  parquet: { label: 'Parquet', extension: 'parquet' },
  csv: { label: 'CSV', extension: 'csv' },
  ndjson: { label: 'JSON lines', extension: 'ndjson' },
  json: { label: 'JSON rows', extension: 'json' },
  'json-columns': { label: 'JSON columns', extension: 'json' },
};

export function wordsOf({ name }: Format): FormatWords {
  return WORDS[name] ?? { label: name, extension: name.replace(/\W+/g, '-') };
}

export function fileName(request: StreamRequest, format: Format): string {
  return `${request.service.replace(/[^\w.-]+/g, '-')}.${wordsOf(format).extension}`;
}

/** Returns the address whose answer is the file, if one address can say the request. */
export function downloadUrl(request: StreamRequest, format: Format): string | undefined {
  const query = queryOf(request);
  if (query === undefined) return undefined;
  query.set('format', format.name);
  const url = routeUrl(`stream/${encodeURIComponent(request.service)}`);
  url.search = query.toString();
  return url.href;
}

/**
 * Fetches what no address can say, and hands it to the browser to keep. It is whole or it fails: a body that breaks off
 * throws.
 */
export async function downloadByPost(request: StreamRequest, format: Format): Promise<void> {
  const url = routeUrl('stream');
  url.searchParams.set('format', format.name);
  const response = await ServerError.reached(
    call(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: bodyOf(request) }),
  );
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = fileName(request, format);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
