/** The part of JSON Schema 2020-12 that parameters are described in. */
export interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  items?: JsonSchema;
  format?: string;
  pattern?: string;
  contentEncoding?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  formatMinimum?: string;
  formatMaximum?: string;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

/** How a parameter is asked for. `datetime` is a local time, `instant` one in UTC. */
export type Kind =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'date'
  | 'time'
  | 'datetime'
  | 'instant'
  | 'duration'
  | 'base64'
  | 'list'
  | 'json';

/** One field of the form. What is typed is text until the request is made: see values.ts. */
export interface Parameter {
  name: string;
  kind: Kind;
  required: boolean;
  nullable: boolean;
  description: string;
  /** What the field shows at first; empty where there is no default. */
  initial: string;
  hasDefault: boolean;
  options: string[];
  schema: JsonSchema;
  /** What each entry of a list is. */
  item?: Parameter;
}

/** Returns the fields of the form in the schema's order; `param_type` is not one. */
export function parametersOf(schema: JsonSchema): Parameter[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .filter(([, property]) => property.const === undefined)
    .map(([name, property]) => parameter(name, property, required.has(name), schema));
}

function parameter(name: string, property: JsonSchema, required: boolean, root: JsonSchema): Parameter {
  const { schema, nullable } = withoutNull(resolved(property, root), root);
  const kind = kindOf(schema, root);
  const given = property.default ?? schema.default;
  const hasDefault = given !== undefined && given !== null;
  return {
    name,
    kind,
    required,
    nullable,
    description: property.description ?? schema.description ?? '',
    initial: hasDefault ? textOf(given, kind) : kind === 'boolean' && required ? 'false' : '',
    hasDefault,
    options: (schema.enum ?? []).filter((option) => option !== null).map(String),
    schema,
    ...(kind === 'list' ? { item: parameter(name, schema.items ?? {}, true, root) } : {}),
  };
}

function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const [, definition] = /^#\/\$defs\/(.+)$/.exec(schema.$ref ?? '') ?? [];
  const target = definition === undefined ? undefined : root.$defs?.[decodeURIComponent(definition)];
  return target === undefined ? schema : { ...target, ...schema };
}

/** Takes "or null" away from a schema, in both forms it is written in. */
function withoutNull(schema: JsonSchema, root: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) {
    const others = either.filter((option) => option.type !== 'null');
    const nullable = others.length < either.length;
    const { anyOf: _any, oneOf: _one, ...rest } = schema;
    return others.length === 1
      ? { schema: { ...resolved(others[0] as JsonSchema, root), ...rest }, nullable }
      : { schema, nullable };
  }
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type) => type !== 'null');
    const nullable = types.length < schema.type.length;
    return { schema: { ...schema, type: types.length === 1 ? types[0] : types }, nullable };
  }
  return { schema, nullable: false };
}

const KINDS_OF_FORMATS: Record<string, Kind> = { date: 'date', 'date-time': 'instant', duration: 'duration', time: 'time' };

function kindOf(schema: JsonSchema, root: JsonSchema): Kind {
  if (schema.enum !== undefined) return schema.enum.every((option) => typeof option === 'string') ? 'choice' : 'json';
  switch (schema.type) {
    case 'integer':
    case 'number':
    case 'boolean':
      return schema.type;
    case 'string':
      return kindOfText(schema);
    case 'array':
      return listOfScalars(schema, root) ? 'list' : 'json';
    default:
      return 'json';
  }
}

function kindOfText(schema: JsonSchema): Kind {
  if (schema.contentEncoding === 'base64') return 'base64';
  const byFormat = KINDS_OF_FORMATS[schema.format ?? ''];
  if (byFormat !== undefined) return byFormat;
  // Local times have no format of their own in JSON Schema: the server describes them by a pattern.
  if (schema.pattern?.startsWith('^\\d{4}-\\d{2}-\\d{2}T')) return 'datetime';
  if (schema.pattern?.startsWith('^\\d{2}:\\d{2}')) return 'time';
  return 'text';
}

function listOfScalars(schema: JsonSchema, root: JsonSchema): boolean {
  if (schema.items === undefined) return false;
  const items = withoutNull(resolved(schema.items, root), root);
  return !items.nullable && !['json', 'list'].includes(kindOf(items.schema, root));
}

/** Writes a default or an example as the field would show it. */
export function textOf(value: unknown, kind: Kind): string {
  if (value === null || value === undefined) return '';
  if (kind === 'list' && Array.isArray(value)) return value.map((entry) => String(entry)).join('\n');
  if (kind === 'json') return JSON.stringify(value, null, 2);
  return String(value);
}
