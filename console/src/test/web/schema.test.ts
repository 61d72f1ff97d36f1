import { describe, expect, it } from 'vitest';
import { parametersOf, textOf, type JsonSchema } from '../../main/web/form/schema';

/** As the server describes the parameters of a record. */
const SHOWN: JsonSchema = {
  type: 'object',
  properties: {
    param_type: { const: 'test.shown' },
    max_rows: { type: 'integer', format: 'int32', description: 'How many.', default: 3, minimum: 1, maximum: 10 },
    name: { type: 'string', minLength: 1, maxLength: 5 },
    tag: { type: ['string', 'null'], pattern: '[a-z]+' },
    names: { minItems: 1, type: 'array', items: { type: 'string', minLength: 1 } },
    level: { anyOf: [{ type: 'null' }, { type: 'string', enum: ['LOW', 'HIGH'] }] },
  },
  required: ['name', 'names'],
};

function kinds(properties: Record<string, JsonSchema>): Record<string, string> {
  return Object.fromEntries(parametersOf({ properties }).map(({ name, kind }) => [name, kind]));
}

describe('parametersOf', () => {
  it('keeps the order and leaves the type out', () => {
    expect(parametersOf(SHOWN).map(({ name }) => name)).toEqual(['max_rows', 'name', 'tag', 'names', 'level']);
  });

  it('says what is required, nullable and at first there', () => {
    const [rows, name, tag, , level] = parametersOf(SHOWN);
    expect(rows).toMatchObject({ required: false, nullable: false, initial: '3', hasDefault: true, description: 'How many.' });
    expect(name).toMatchObject({ required: true, nullable: false, initial: '', hasDefault: false });
    expect(tag).toMatchObject({ required: false, nullable: true });
    expect(level).toMatchObject({ kind: 'choice', nullable: true, options: ['LOW', 'HIGH'] });
  });

  it('has a kind for every scalar', () => {
    const time = '\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?$';
    expect(
      kinds({
        integer: { type: 'integer', format: 'int64' },
        number: { type: 'number', format: 'double' },
        flag: { type: 'boolean' },
        text: { type: 'string' },
        date: { type: 'string', format: 'date' },
        time: { type: 'string', pattern: `^${time}` },
        local: { type: 'string', pattern: `^\\d{4}-\\d{2}-\\d{2}T${time}` },
        instant: { type: 'string', format: 'date-time' },
        duration: { type: 'string', format: 'duration' },
        blob: { type: 'string', contentEncoding: 'base64' },
        level: { type: 'string', enum: ['LOW', 'HIGH'] },
        optional: { type: ['integer', 'null'] },
      }),
    ).toEqual({
      integer: 'integer',
      number: 'number',
      flag: 'boolean',
      text: 'text',
      date: 'date',
      time: 'time',
      local: 'datetime',
      instant: 'instant',
      duration: 'duration',
      blob: 'base64',
      level: 'choice',
      optional: 'integer',
    });
  });

  it('asks for JSON where a field is no scalar and no list of scalars', () => {
    const point: JsonSchema = { type: 'object', properties: { x: { type: 'integer' } } };
    expect(
      kinds({
        list: { type: ['array', 'null'], items: { type: 'integer' } },
        point,
        points: { type: 'array', items: point },
        counts: { type: 'object' },
        lists: { type: 'array', items: { type: 'array', items: { type: 'string' } } },
        either: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
        gaps: { type: 'array', items: { type: ['integer', 'null'] } },
      }),
    ).toEqual({ list: 'list', point: 'json', points: 'json', counts: 'json', lists: 'json', either: 'json', gaps: 'json' });
  });

  it('follows references within the schema', () => {
    const schema: JsonSchema = { properties: { level: { $ref: '#/$defs/Level' } }, $defs: { Level: { type: 'string', enum: ['LOW'] } } };
    expect(parametersOf(schema)[0]).toMatchObject({ kind: 'choice', options: ['LOW'] });
  });
});

describe('textOf', () => {
  it('writes defaults and examples as the form shows them', () => {
    expect(textOf(['a', 'b'], 'list')).toBe('a\nb');
    expect(textOf(1.5, 'number')).toBe('1.5');
    expect(textOf(false, 'boolean')).toBe('false');
    expect(textOf(null, 'text')).toBe('');
    expect(textOf({ x: 1 }, 'json')).toBe('{\n  "x": 1\n}');
  });
});
