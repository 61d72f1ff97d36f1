import type { ArrowField, Service } from '../api/services';
import type { Result } from '../result/result';
import { typeWords } from './type-words';

interface Row {
  name: string;
  type: string;
  nullable: boolean;
  depth: number;
}

/** The columns: of the result, if there is one, else as the server describes them. */
export function SchemaView({ service, result }: { service: Service; result: Result | undefined }) {
  const rows = result === undefined ? flattened(service.schema?.fields ?? [], 0) : result.columns.map(({ name, typeText, nullable }) => ({ name, type: typeText, nullable, depth: 0 }));
  return (
    <div class="scroll-pad" tabIndex={0} role="region" aria-label="Schema">
      {rows.length === 0 ? (
        <p class="soft">The columns depend on the parameters: run the service to see them.</p>
      ) : (
        <table class="plain">
          <caption class="soft">{result === undefined ? 'Columns, as the server describes them' : 'Columns of this result'}</caption>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Arrow type</th>
              <th scope="col">Nulls</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, type, nullable, depth }, at) => (
              <tr key={at}>
                <th scope="row" class={`depth-${Math.min(depth, 4)}`}>
                  {name}
                </th>
                <td>
                  <code>{type}</code>
                </td>
                <td>{nullable ? 'allowed' : 'never'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(service.aliases ?? []).length > 0 && (
        <p class="soft">
          Also answers to {(service.aliases ?? []).map((alias) => <code key={alias}>{alias}</code>)}
        </p>
      )}
    </div>
  );
}

function flattened(fields: ArrowField[], depth: number): Row[] {
  return fields.flatMap(({ name, type, nullable, children = [] }) => [{ name, type: typeWords(type), nullable, depth }, ...flattened(children, depth + 1)]);
}
