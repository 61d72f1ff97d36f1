import { describe, expect, it } from 'vitest';
import { toJson } from '../../main/web/api/json';
import { parametersOf, type JsonSchema } from '../../main/web/form/schema';
import { read, requestOf } from '../../main/web/form/values';

/** Returns the JSON that is sent for a required field with this text, or its fault. */
function sent(schema: JsonSchema, text: string): string {
  const [parameter] = parametersOf({ properties: { field: schema }, required: ['field'] });
  const reading = read(parameter!, text);
  return 'value' in reading ? toJson(reading.value) : 'fault' in reading ? `! ${reading.fault}` : 'omitted';
}

describe('read', () => {
  it.each([
    ['42', '42'],
    ['+7', '7'],
    ['-007', '-7'],
    ['9007199254740993', '9007199254740993'],
    ['1.5', '! A whole number is needed.'],
    ['abc', '! A whole number is needed.'],
    ['', '! A value is needed.'],
  ])('takes the integer %j as %s', (text, json) => {
    expect(sent({ type: 'integer' }, text)).toBe(json);
  });

  it('keeps every digit of a number', () => {
    expect(sent({ type: 'number' }, '0.10000000000000000001')).toBe('0.10000000000000000001');
    expect(sent({ type: 'number' }, '.5')).toBe('0.5');
    expect(sent({ type: 'number' }, '5.')).toBe('5');
    expect(sent({ type: 'number' }, '1e-7')).toBe('1e-7');
    expect(sent({ type: 'number' }, '1,5')).toBe('! A number is needed.');
  });

  it('says what range a number must be in', () => {
    expect(sent({ type: 'integer', minimum: 1, maximum: 10 }, '11')).toBe('! It must be from 1 to 10.');
    expect(sent({ type: 'integer', minimum: 1 }, '0')).toBe('! It must be at least 1.');
    expect(sent({ type: 'integer', exclusiveMinimum: 0 }, '0')).toBe('! It must be more than 0.');
    expect(sent({ type: 'integer', format: 'int32' }, '2147483648')).toBe('! It must be from -2147483648 to 2147483647.');
    expect(sent({ type: 'integer', minimum: 1, maximum: 10 }, '10')).toBe('10');
  });

  it('leaves bounds that JavaScript cannot hold to the server', () => {
    expect(sent({ type: 'integer', maximum: 9223372036854775807 }, '9223372036854775808')).toBe('9223372036854775808');
  });

  it('takes days that exist, within their range', () => {
    const schema: JsonSchema = { type: 'string', format: 'date', formatMinimum: '2020-01-01', formatMaximum: '2020-12-31' };
    expect(sent(schema, '2020-02-29')).toBe('"2020-02-29"');
    expect(sent(schema, '2021-01-01')).toBe('! It must be from 2020-01-01 to 2020-12-31.');
    expect(sent(schema, '2020-02-30')).toMatch(/^! A date/);
  });

  it('takes a time without an offset as UTC', () => {
    const schema: JsonSchema = { type: 'string', format: 'date-time' };
    expect(sent(schema, '2001-01-31T13:45')).toBe('"2001-01-31T13:45:00Z"');
    expect(sent(schema, '2001-01-31T13:45:01.5+02:00')).toBe('"2001-01-31T13:45:01.5+02:00"');
    expect(sent(schema, 'yesterday')).toMatch(/^! A time/);
  });

  it('checks durations, base64 and choices', () => {
    expect(sent({ type: 'string', format: 'duration' }, 'PT1M30S')).toBe('"PT1M30S"');
    expect(sent({ type: 'string', format: 'duration' }, 'P')).toMatch(/^! A duration/);
    expect(sent({ type: 'string', contentEncoding: 'base64' }, 'YWJj')).toBe('"YWJj"');
    expect(sent({ type: 'string', contentEncoding: 'base64' }, 'YWJ')).toMatch(/^! Base64/);
    expect(sent({ type: 'string', enum: ['LOW'] }, 'MID')).toBe('! One of LOW is needed.');
    expect(sent({ type: 'boolean' }, 'true')).toBe('true');
  });

  it('counts characters, not code units', () => {
    expect(sent({ type: 'string', maxLength: 2 }, '😀😀')).toBe('"😀😀"');
    expect(sent({ type: 'string', maxLength: 2 }, 'abc')).toBe('! At most 2 characters are allowed.');
    expect(sent({ type: 'string', minLength: 1 }, '   ')).toBe('! At least 1 character is needed.');
    expect(sent({ type: 'string', pattern: '^(?:[A-Z]{3})$' }, 'sea')).toBe('! It must match ^(?:[A-Z]{3})$');
  });

  it('leaves a pattern that only Java knows to the server', () => {
    expect(sent({ type: 'string', pattern: '\\p{Alpha}++' }, 'x')).toBe('"x"');
  });

  it('reads a list line by line and names the line that is wrong', () => {
    const schema: JsonSchema = { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 };
    expect(sent(schema, '1\n 2 \n')).toBe('[1, 2]');
    expect(sent(schema, '1\nx')).toBe('! x: A whole number is needed.');
    expect(sent(schema, '')).toBe('! At least 1 of them are needed.');
    expect(sent(schema, '1\n2\n3')).toBe('! At most 2 of them are allowed.');
  });

  it('takes JSON as it stands', () => {
    expect(sent({ type: 'object' }, '{"x": 9007199254740993}')).toBe('{"x": 9007199254740993}');
    expect(sent({ type: 'object' }, '{')).toMatch(/^! This is not JSON/);
  });
});

describe('requestOf', () => {
  const parameters = parametersOf({
    properties: {
      rows: { type: 'integer', default: 10 },
      message: { type: 'string', default: 'Hello' },
      origin: { type: ['string', 'null'] },
      tag: { type: ['string', 'null'], default: 'x' },
      flag: { type: 'boolean', default: false },
    },
  });

  it('leaves out what is as by default', () => {
    expect(toJson(requestOf(parameters, {}).values)).toBe('{}');
    expect(toJson(requestOf(parameters, { rows: '10', origin: '', flag: 'false' }).values)).toBe('{}');
  });

  it('sends what differs, in the order of the form', () => {
    expect(toJson(requestOf(parameters, { flag: 'true', origin: 'SEA', rows: '11' }).values)).toBe('{"rows": 11, "origin": "SEA", "flag": true}');
  });

  it('sends an emptied text as empty and an emptied optional as null', () => {
    expect(toJson(requestOf(parameters, { message: '', tag: '' }).values)).toBe('{"message": "", "tag": null}');
  });

  it('gathers every fault', () => {
    expect([...requestOf(parameters, { rows: 'x', flag: 'y' }).faults.keys()]).toEqual(['rows', 'flag']);
  });
});
