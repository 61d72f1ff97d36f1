/** The header that names a call, of every answer. */
export const CALL_ID = 'fastflight-call-id';

/** Told when a call is refused because the server does not know who makes it. */
export const unauthenticated = new EventTarget();

/** A request the server refused, or that did not reach it. */
export class ServerError extends Error {
  constructor(
    message: string,
    readonly code: string,
    /** What the server says of one field, by its name. */
    readonly fields: ReadonlyMap<string, string> = new Map(),
    readonly callId?: string,
  ) {
    super(message);
    this.name = 'ServerError';
  }

  /** Waits for an answer; throws what the server or the network says where it is not a success. */
  static async reached(answer: Promise<Response>): Promise<Response> {
    let response: Response;
    try {
      response = await answer;
    } catch (failure) {
      if (isAbort(failure)) throw failure;
      throw new ServerError('The server cannot be reached. Is it running? Try again once it is.', 'UNREACHABLE');
    }
    if (response.ok) return response;
    if (response.status === 401) unauthenticated.dispatchEvent(new Event('refused'));
    throw errorOf(response.status, await response.text().catch(() => ''));
  }
}

export function isAbort(failure: unknown): boolean {
  return failure instanceof DOMException && failure.name === 'AbortError';
}

interface ErrorBody {
  code?: string;
  message?: string;
  field?: string;
  callId?: string;
}

/** Reads the JSON of a refusal; anything else, say of a proxy, is told by its status. */
export function errorOf(status: number, text: string): ServerError {
  try {
    const body = JSON.parse(text) as { error?: ErrorBody } & ErrorBody;
    const error = body.error ?? body;
    if (typeof error.message === 'string') {
      return new ServerError(error.message, error.code ?? `HTTP ${status}`, fieldsOf(error.message, error.field), error.callId);
    }
  } catch {
    // Not JSON: told below.
  }
  return new ServerError(`The server answered with status ${status} and no explanation.`, `HTTP ${status}`);
}

/**
 * Finds what a message says of each field. The server tells all faults at once:
 * `demo.flights: origin must be ..., was "x"; min_delay must be ..., was 9.`
 */
function fieldsOf(message: string, field: string | undefined): Map<string, string> {
  const fields = new Map<string, string>();
  const faults = message.replace(/^[\w.]+: /, '').split(/; (?=[\w[\].]+ (?:must|is|was|needs|has)\b)/);
  for (const fault of faults) {
    const [, name, said] = /^'?(\w+)[\w[\].]*'? ((?:must|is|was|needs|has)\b.*)$/s.exec(fault) ?? [];
    if (name && said) fields.set(name, sentence(said));
  }
  if (field && !fields.has(field)) fields.set(field, message);
  return fields;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/[.;]?$/, '.');
}
