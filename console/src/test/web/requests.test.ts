import { describe, expect, it } from 'vitest';
import { RawJson, toJson } from '../../main/web/api/json';
import { bodyOf, queryOf, type StreamRequest } from '../../main/web/api/requests';
import { flightLocation } from '../../main/web/api/services';
import { snippetsOf, type Target } from '../../main/web/api/snippets';
import { errorOf } from '../../main/web/api/errors';

const FLIGHTS: StreamRequest = {
  service: 'demo.flights',
  values: { origin: `O'Hare "\\`, min_delay: new RawJson('60'), rows: new RawJson('5000000000'), share: new RawJson('0.5'), ids: [new RawJson('1'), 'b'], on: true },
};
const TARGET: Target = { streamUrl: 'http://localhost:8000/fastflight/stream', flightLocation: 'grpc://localhost:8815', signsIn: false };

function code(language: string, request = FLIGHTS, target = TARGET): string {
  return snippetsOf(request, target).find((snippet) => snippet.language === language)!.code;
}

describe('bodyOf', () => {
  it('names the service first', () => {
    expect(bodyOf(FLIGHTS)).toBe(
      '{"param_type": "demo.flights", "origin": "O\'Hare \\"\\\\", "min_delay": 60, "rows": 5000000000, "share": 0.5, "ids": [1, "b"], "on": true}',
    );
  });

  it('is JSON', () => {
    expect(JSON.parse(toJson({ a: null, b: { c: [false] } }))).toEqual({ a: null, b: { c: [false] } });
  });
});

describe('queryOf', () => {
  it('repeats the field of a list', () => {
    expect(queryOf({ service: 's', values: { id: ['a', 'b c'], n: new RawJson('1'), on: false } })?.toString()).toBe('id=a&id=b+c&n=1&on=false');
  });

  it.each([
    ['a null', { a: null }],
    ['an object', { a: new RawJson('{"x": 1}') }],
    ['an empty list', { a: [] }],
    ['an empty text', { a: '' }],
    ['a reserved name', { limit: 'x' }],
    ['more than an address holds', { a: 'x'.repeat(10_000) }],
  ])('cannot say %s', (_, values) => {
    expect(queryOf({ service: 's', values })).toBeUndefined();
  });
});

describe('snippetsOf', () => {
  it('quotes for the shell', () => {
    expect(code('curl')).toContain(`-d '{"param_type": "demo.flights", "origin": "O'\\''Hare \\"\\\\", `);
    expect(code('curl')).toContain(`'http://localhost:8000/fastflight/stream?format=csv'`);
  });

  it('speaks Python', () => {
    expect(code('Python')).toContain(
      `params = {"param_type": "demo.flights", "origin": "O'Hare \\"\\\\", "min_delay": 60, "rows": 5000000000, "share": 0.5, "ids": [1, "b"], "on": True}`,
    );
    expect(code('Python', { service: 's', values: { a: null } })).toContain('{"param_type": "s", "a": None}');
  });

  it('speaks Java, as a map where that says everything', () => {
    expect(code('Java', { service: 's', values: { a: 'x', n: new RawJson('5000000000'), f: new RawJson('0.5'), l: ['y'] } })).toContain(
      'client.fetch("s", Map.of("a", "x", "n", 5000000000L, "f", new BigDecimal("0.5"), "l", List.of("y")))',
    );
    expect(code('Java', { service: 's', values: {} })).toContain('client.fetch("s", Map.of())');
    expect(code('Java', { service: 's', values: { a: null } })).toContain(
      'client.fetch(StreamRequest.of("{\\"param_type\\": \\"s\\", \\"a\\": null}".getBytes(StandardCharsets.UTF_8)))',
    );
  });

  it('imports what the Java uses', () => {
    const java = code('Java', { service: 's', values: { f: new RawJson('0.5') } });
    expect(java).toContain('import java.math.BigDecimal;');
    expect(java).toContain('import java.util.Map;');
    expect(java).not.toContain('import java.util.List;');
  });

  it.each([
    ['curl', '-H "authorization: Bearer $FASTFLIGHT_TOKEN" \\'],
    ['Python', "headers=[(b'authorization', b'Bearer ' + token)]"],
    ['Python', 'json.dumps(params).encode()), options)'],
    ['Java', '.signIn(SignIn.token(token)).build();'],
    ['JavaScript', 'authorization: `Bearer ${process.env.FASTFLIGHT_TOKEN}`'],
  ])('shows who calls in %s where somebody is signed in, and only there', (language, shown) => {
    expect(code(language, FLIGHTS, { ...TARGET, signsIn: true })).toContain(shown);
    expect(code(language)).not.toMatch(/authorization|options|token/i);
  });

  it.each(['Python', 'Java'])('connects in %s where the server says, and tells what to write where it does not', (language) => {
    const told = { ...TARGET, flightLocation: 'grpc://127.0.0.1:16001' };
    expect(code(language, FLIGHTS, told)).toMatch(/connect\("grpc:\/\/127\.0\.0\.1:16001"\)/);
    expect(code(language, FLIGHTS, told)).not.toContain('Put the location');
    for (const signsIn of [true, false]) {
      const untold = code(language, FLIGHTS, { ...TARGET, flightLocation: undefined, signsIn });
      expect(untold).toContain('"grpc://HOST:8815"');
      expect(untold).toMatch(/(#|\/\/) Put the location of the Flight server here/);
    }
  });

  it('is JavaScript that sends the same body', () => {
    const [, literal] = /body: (`.*`),\n/s.exec(code('JavaScript'))!;
    expect(new Function(`return ${literal}`)()).toBe(bodyOf(FLIGHTS));
  });
});

describe('flightLocation', () => {
  const at = (location: string) => flightLocation({ name: 's', parameters: {}, flight: { location } }, 'db7');

  it('is what the server says', () => {
    expect(at('grpc+tls://10.0.0.4:8815')).toBe('grpc+tls://10.0.0.4:8815');
    expect(flightLocation({ name: 's', parameters: {} }, 'db7')).toBeUndefined();
  });

  it.each(['grpc://0.0.0.0:9000', 'grpc://[::]:9000', 'grpc://[0:0:0:0:0:0:0:0]:9000'])('takes the name of the page for %s, which is every address', (location) => {
    expect(at(location)).toBe('grpc://db7:9000');
  });
});

describe('errorOf', () => {
  it('finds what is said of each field', () => {
    const message = 'demo.flights: origin must be 3 letters A to Z such as "SEA", was "x; y must be z"; min_delay must be -10000..10000, was 20000.';
    const error = errorOf(400, JSON.stringify({ error: { code: 'INVALID_ARGUMENT', message } }));
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.message).toBe(message);
    expect(error.fields.get('origin')).toMatch(/^Must be 3 letters/);
    expect(error.fields.get('min_delay')).toBe('Must be -10000..10000, was 20000.');
  });

  it('takes the field the server names', () => {
    expect(errorOf(400, '{"error": {"code": "INVALID_ARGUMENT", "message": "No.", "field": "rows"}}').fields.get('rows')).toBe('No.');
  });

  it('tells the status of an answer that is not ours', () => {
    expect(errorOf(502, '<html>').message).toBe('The server answered with status 502 and no explanation.');
  });
});
