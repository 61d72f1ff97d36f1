import { RawJson, type Value } from '../api/json';
import type { Parameter } from './schema';

/** What one field's text means: a value, nothing to send, or a fault to show. */
export type Reading = { value: Value } | { omitted: true } | { fault: string };

export interface Request {
  /** What is sent, in the form's order, without `param_type`; what is as by default is left out. */
  values: Record<string, Value>;
  faults: Map<string, string>;
}

/** Reads the whole form. */
export function requestOf(parameters: Parameter[], texts: Record<string, string>): Request {
  const request: Request = { values: {}, faults: new Map() };
  for (const parameter of parameters) {
    const reading = read(parameter, texts[parameter.name] ?? parameter.initial);
    if ('fault' in reading) request.faults.set(parameter.name, reading.fault);
    else if ('value' in reading) request.values[parameter.name] = reading.value;
  }
  return request;
}

/** Reads one field. */
export function read(parameter: Parameter, text: string): Reading {
  if (text === parameter.initial && !parameter.required) return { omitted: true };
  if (text.trim() === '' && !(text !== '' && parameter.kind === 'text')) return readEmpty(parameter);
  return readText(parameter, text);
}

function readEmpty(parameter: Parameter): Reading {
  if (parameter.kind === 'list') return withinLength(parameter, []) ?? { value: [] };
  if (parameter.required) return parameter.nullable ? { value: null } : { fault: 'A value is needed.' };
  if (!parameter.hasDefault) return { omitted: true };
  if (parameter.nullable) return { value: null };
  return parameter.kind === 'text' ? readText(parameter, '') : { omitted: true };
}

function readText(parameter: Parameter, text: string): Reading {
  const { schema } = parameter;
  switch (parameter.kind) {
    case 'integer':
      if (!/^[+-]?\d+$/.test(text.trim())) return { fault: 'A whole number is needed.' };
      return withinRange(parameter, text.trim());
    case 'number':
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) return { fault: 'A number is needed.' };
      return withinRange(parameter, text.trim());
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true' } : { fault: 'Yes or no is needed.' };
    case 'choice':
      return parameter.options.includes(text) ? { value: text } : { fault: `One of ${parameter.options.join(', ')} is needed.` };
    case 'date':
      return isDate(text) ? withinDates(parameter, text) : { fault: 'A date such as 2001-01-31 is needed.' };
    case 'time':
      return /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/.test(text)
        ? { value: text }
        : { fault: 'A time such as 13:45:00 is needed.' };
    case 'datetime':
      return isDateTime(text) ? { value: text } : { fault: 'A date and time such as 2001-01-31T13:45:00 is needed.' };
    case 'instant':
      return readInstant(text);
    case 'duration':
      return /^[+-]?P(?!$)(\d+D)?(T(?=[\d.])([+-]?\d+H)?([+-]?\d+M)?([+-]?[\d.]+S)?)?$/i.test(text.trim())
        ? { value: text.trim() }
        : { fault: 'A duration such as PT1M30S is needed.' };
    case 'base64':
      return /^[A-Za-z0-9+/]*={0,2}$/.test(text.trim()) && text.trim().length % 4 === 0
        ? { value: text.trim() }
        : { fault: 'Base64 text is needed.' };
    case 'list':
      return readList(parameter, text);
    case 'json':
      return readJson(text);
    case 'text':
      return readPlain(text, schema.minLength ?? 0, schema.maxLength ?? Infinity, schema.pattern);
  }
}

function readPlain(text: string, min: number, max: number, pattern: string | undefined): Reading {
  const length = [...text].length;
  if (length < min || (min > 0 && text.trim() === '')) return { fault: `At least ${characters(min)} needed.` };
  if (length > max) return { fault: `At most ${characters(max)} allowed.` };
  if (pattern !== undefined && !matches(pattern, text)) return { fault: `It must match ${pattern}` };
  return { value: text };
}

function characters(count: number): string {
  return count === 1 ? '1 character is' : `${count} characters are`;
}

/** The server's patterns are Java's; one that JavaScript does not know is left to the server. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}

/** Bounds beyond 2^53 came through JSON.parse rounded: the server judges those. */
function withinRange(parameter: Parameter, text: string): Reading {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, format } = parameter.schema;
  const number = Number(text);
  const low = minimum ?? (format === 'int32' ? -(2 ** 31) : undefined);
  const high = maximum ?? (format === 'int32' ? 2 ** 31 - 1 : undefined);
  const fault =
    (isKnown(low) && number < low) || (isKnown(high) && number > high)
      ? between(low, high)
      : isKnown(exclusiveMinimum) && number <= exclusiveMinimum
        ? `It must be more than ${exclusiveMinimum}.`
        : isKnown(exclusiveMaximum) && number >= exclusiveMaximum
          ? `It must be less than ${exclusiveMaximum}.`
          : undefined;
  return fault === undefined ? { value: new RawJson(canonical(text)) } : { fault };
}

function isKnown(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) <= Number.MAX_SAFE_INTEGER;
}

function between(low: number | string | undefined, high: number | string | undefined): string {
  if (high === undefined) return `It must be at least ${low}.`;
  return low === undefined ? `It must be at most ${high}.` : `It must be from ${low} to ${high}.`;
}

/** JSON knows no plus sign, no leading zeros and no bare point. */
function canonical(text: string): string {
  const [, sign, whole = '', fraction = '', exponent = ''] = /^([+-]?)(\d*)(?:\.(\d*))?(e.*)?$/i.exec(text) ?? [];
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  return `${sign === '-' ? '-' : ''}${digits}${fraction ? `.${fraction}` : ''}${exponent}`;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function withinDates(parameter: Parameter, text: string): Reading {
  const { formatMinimum: low, formatMaximum: high } = parameter.schema;
  const outside = (low !== undefined && text < low) || (high !== undefined && text > high);
  return outside ? { fault: between(low, high) } : { value: text };
}

function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.split('T');
  return isDate(date) && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/.test(time);
}

/** A time without an offset is meant in UTC, as the field says. */
function readInstant(text: string): Reading {
  const [, local = '', offset = ''] = /^(.*?)(Z|[+-]\d{2}:\d{2})?$/i.exec(text.trim()) ?? [];
  if (!isDateTime(local)) return { fault: 'A time such as 2001-01-31T13:45:00Z is needed.' };
  const seconds = /T\d{2}:\d{2}$/.test(local) ? `${local}:00` : local;
  return { value: seconds + (offset || 'Z') };
}

function readList(parameter: Parameter, text: string): Reading {
  const item = parameter.item as Parameter;
  const values: Value[] = [];
  for (const line of text.split('\n').map((entry) => entry.trim())) {
    if (line === '') continue;
    const reading = readText(item, line);
    if ('fault' in reading) return { fault: `${line}: ${reading.fault}` };
    if ('value' in reading) values.push(reading.value);
  }
  return withinLength(parameter, values) ?? { value: values };
}

function withinLength(parameter: Parameter, values: Value[]): Reading | undefined {
  const { minItems = 0, maxItems = Infinity } = parameter.schema;
  if (values.length < minItems) return { fault: `At least ${minItems} of them are needed.` };
  if (values.length > maxItems) return { fault: `At most ${maxItems} of them are allowed.` };
  return undefined;
}

function readJson(text: string): Reading {
  try {
    JSON.parse(text);
    return { value: new RawJson(text.trim()) };
  } catch (failure) {
    return { fault: `This is not JSON: ${(failure as Error).message}` };
  }
}
