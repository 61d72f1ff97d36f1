import { RawJson, toJson, type Value } from './json';
import { bodyOf, type StreamRequest } from './requests';

export interface Snippet {
  language: 'curl' | 'Python' | 'Java' | 'JavaScript';
  code: string;
}

/** Where the code is to read from. */
export interface Target {
  /** The absolute address of `POST stream`. */
  streamUrl: string;
  /** Where the service is over Flight, if the server tells. */
  flightLocation: string | undefined;
  /** Whether the server wants to know who calls. What they show is taken from the environment: it is not known here. */
  signsIn: boolean;
}

/** Stands where a location is to be written: a bridge does not say what is behind it. */
const UNTOLD_LOCATION = 'grpc://HOST:8815';

/** Where the code finds an API key or a token. */
const TOKEN = 'FASTFLIGHT_TOKEN';

/** Returns code that asks for the same rows, to paste and run. */
export function snippetsOf(request: StreamRequest, target: Target): Snippet[] {
  return [
    { language: 'curl', code: curl(request, target) },
    { language: 'Python', code: python(request, target) },
    { language: 'Java', code: java(request, target) },
    { language: 'JavaScript', code: javaScript(request, target) },
  ];
}

function curl(request: StreamRequest, { streamUrl, signsIn }: Target): string {
  return [
    ...(signsIn ? [`# ${TOKEN} is an API key or a token.`] : []),
    `curl -sS --fail-with-body -o rows.csv \\`,
    `  ${shell(`${streamUrl}?format=csv`)} \\`,
    ...(signsIn ? [`  -H "authorization: Bearer $${TOKEN}" \\`] : []),
    `  -H 'content-type: application/json' \\`,
    `  -d ${shell(bodyOf(request))}`,
  ].join('\n');
}

function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function python(request: StreamRequest, { flightLocation, signsIn }: Target): string {
  return [
    'import json',
    ...(signsIn ? ['import os'] : []),
    'import pyarrow.flight as flight  # pip install pyarrow pandas',
    '',
    `params = ${pythonValue({ param_type: request.service, ...request.values })}`,
    ...locationNote('#', flightLocation),
    `client = flight.connect(${JSON.stringify(flightLocation ?? UNTOLD_LOCATION)})`,
    ...(signsIn
      ? [
          `token = os.environ['${TOKEN}'].encode()  # an API key or a token`,
          "options = flight.FlightCallOptions(headers=[(b'authorization', b'Bearer ' + token)])",
        ]
      : []),
    `reader = client.do_get(flight.Ticket(json.dumps(params).encode())${signsIn ? ', options' : ''})`,
    'frame = reader.read_pandas()',
    'print(frame)',
  ].join('\n');
}

/** Says what to write, on a line of its own, where the location is not known. */
function locationNote(mark: string, flightLocation: string | undefined): string[] {
  return flightLocation === undefined ? [`${mark} Put the location of the Flight server here, with grpc+tls:// where it has TLS.`] : [];
}

function pythonValue(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof RawJson) return isNumber(value.text) ? value.text : `json.loads(${JSON.stringify(value.text)})`;
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`;
  if (typeof value === 'string') return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${pythonValue(member)}`);
  return `{${members.join(', ')}}`;
}

function java(request: StreamRequest, { flightLocation, signsIn }: Target): string {
  const { imports, call } = javaCall(request);
  const location = JSON.stringify(flightLocation ?? UNTOLD_LOCATION);
  const note = locationNote('//', flightLocation);
  const signIn = ['io.fastflight.client.ClientConfig', 'io.fastflight.client.SignIn', 'io.fastflight.service.Secret'];
  return [
    'import io.fastflight.batch.Table;',
    'import io.fastflight.client.FastFlightClient;',
    ...[...(signsIn ? signIn : []), ...imports].map((name) => `import ${name};`),
    '',
    ...(signsIn
      ? [
          `Secret token = Secret.of(System.getenv("${TOKEN}")); // an API key or a token`,
          ...note,
          `ClientConfig config = ClientConfig.builder(${location}).signIn(SignIn.token(token)).build();`,
        ]
      : note),
    `try (FastFlightClient client = FastFlightClient.connect(${signsIn ? 'config' : location});`,
    `    Table table = client.fetch(${call})) {`,
    '  System.out.println(table.rowCount() + " rows");',
    '}',
  ].join('\n');
}

/** A map where it says everything, else the JSON itself. */
function javaCall(request: StreamRequest): { imports: string[]; call: string } {
  const name = JSON.stringify(request.service);
  const entries = Object.entries(request.values).map(([field, value]) => [JSON.stringify(field), javaValue(value)]);
  const values = entries.map(([, value]) => value);
  if (entries.length <= 10 && values.every((value) => value !== undefined)) {
    const imports = ['java.util.Map'];
    if (values.some((value) => value?.startsWith('List.of('))) imports.unshift('java.util.List');
    if (values.some((value) => value?.includes('new BigDecimal('))) imports.unshift('java.math.BigDecimal');
    return { imports, call: `${name}, Map.of(${entries.map((entry) => entry.join(', ')).join(', ')})` };
  }
  return {
    imports: ['io.fastflight.service.StreamRequest', 'java.nio.charset.StandardCharsets'],
    call: `StreamRequest.of(${JSON.stringify(bodyOf(request))}.getBytes(StandardCharsets.UTF_8))`,
  };
}

function javaValue(value: Value): string | undefined {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof RawJson) return javaNumber(value.text);
  if (!Array.isArray(value)) return undefined;
  const entries = value.map(javaValue);
  return entries.every((entry) => entry !== undefined) ? `List.of(${entries.join(', ')})` : undefined;
}

function javaNumber(text: string): string | undefined {
  if (!isNumber(text)) return undefined;
  if (!/^-?\d+$/.test(text)) return `new BigDecimal("${text}")`;
  const number = BigInt(text);
  if (BigInt.asIntN(32, number) === number) return text;
  return BigInt.asIntN(64, number) === number ? `${text}L` : undefined;
}

function isNumber(text: string): boolean {
  return /^-?\d/.test(text);
}

function javaScript(request: StreamRequest, { streamUrl, signsIn }: Target): string {
  const token = `authorization: \`Bearer \${process.env.${TOKEN}}\``;
  return [
    `import { tableFromIPC } from 'apache-arrow'; // npm install apache-arrow`,
    '',
    `const response = await fetch(${JSON.stringify(streamUrl)}, {`,
    `  method: 'POST',`,
    ...(signsIn ? ['  // an API key or a token'] : []),
    `  headers: { 'content-type': 'application/json'${signsIn ? `, ${token}` : ''} },`,
    `  body: ${template(toJson({ param_type: request.service, ...request.values }))},`,
    '});',
    'if (!response.ok) throw new Error(await response.text());',
    '// Read to its end first: a stream that breaks then fails instead of looking short.',
    'const table = tableFromIPC(await response.arrayBuffer());',
    'console.log(table.numRows);',
  ].join('\n');
}

function template(text: string): string {
  return '`' + text.replace(/[\\`]|\$\{/g, '\\$&') + '`';
}
