import { Icon } from '../ui/icons';
import { countText } from '../ui/numbers';
import { FieldInput } from './field-input';
import type { Parameter } from './schema';
import { read } from './values';

interface ParamsFormProps {
  parameters: Parameter[];
  texts: Record<string, string>;
  faults: ReadonlyMap<string, string>;
  rowLimit: number;
  onChange: (changes: Record<string, string>) => void;
  onFault: (name: string, fault: string | undefined) => void;
  onRowLimit: (rows: number) => void;
  onSubmit: () => void;
  onReset: () => void;
  onExample: (() => void) | undefined;
}

const MAX_ROW_LIMIT = 50_000_000;

export function ParamsForm(props: ParamsFormProps) {
  const { parameters, texts, faults } = props;
  const submit = (event: Event) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <form class="params" aria-label="Parameters" noValidate onSubmit={submit} onKeyDown={(event) => submitKey(event) && submit(event)}>
      <div class="fields">
        {parameters.length === 0 && <p class="soft">This service takes no parameters.</p>}
        {parameters.map((parameter) => (
          <Field
            key={parameter.name}
            parameter={parameter}
            text={texts[parameter.name] ?? ''}
            fault={faults.get(parameter.name)}
            onChange={(text) => props.onChange({ [parameter.name]: text })}
            onLeave={() => props.onFault(parameter.name, faultOf(parameter, texts[parameter.name] ?? ''))}
          />
        ))}
        <RowLimit rows={props.rowLimit} onChange={props.onRowLimit} />
      </div>
      <div class="actions">
        <button type="submit" class="primary">
          <Icon name="run" /> Run
        </button>
        <button type="button" class="quiet" onClick={props.onReset}>
          Reset
        </button>
        {props.onExample && (
          <button type="button" class="quiet" onClick={props.onExample}>
            Example
          </button>
        )}
      </div>
    </form>
  );
}

function submitKey(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && (event.ctrlKey || event.metaKey);
}

/** A field that was left empty is judged when the form is sent, not before. */
function faultOf(parameter: Parameter, text: string): string | undefined {
  const reading = text === '' ? undefined : read(parameter, text);
  return reading !== undefined && 'fault' in reading ? reading.fault : undefined;
}

interface FieldProps {
  parameter: Parameter;
  text: string;
  fault: string | undefined;
  onChange: (text: string) => void;
  onLeave: () => void;
}

function Field({ parameter, text, fault, onChange, onLeave }: FieldProps) {
  const id = `field-${parameter.name}`;
  const isCheckbox = parameter.kind === 'boolean' && !parameter.nullable && parameter.initial !== '';
  const hint = hintOf(parameter);
  return (
    <div class={isCheckbox ? 'field checkbox' : 'field'}>
      <label for={id}>
        {parameter.name}
        {parameter.required && (
          <span class="needed" title="A value is needed" aria-hidden="true">
            required
          </span>
        )}
      </label>
      <FieldInput parameter={parameter} id={id} text={text} isInvalid={fault !== undefined} onChange={onChange} onLeave={onLeave} />
      <p class="fault" id={`${id}-fault`} aria-live="polite">
        {fault}
      </p>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}

function hintOf(parameter: Parameter): string {
  const kinds: Partial<Record<Parameter['kind'], string>> = { list: 'One value a line.', json: 'As JSON.', instant: 'In UTC.', base64: 'As base64.' };
  return [parameter.description, kinds[parameter.kind]].filter(Boolean).join(' ');
}

function RowLimit({ rows, onChange }: { rows: number; onChange: (rows: number) => void }) {
  const changed = (input: HTMLInputElement) => {
    const limit = Math.min(Math.max(Math.round(Number(input.value)) || rows, 1), MAX_ROW_LIMIT);
    input.value = String(limit); // what is shown is what holds, also where more was typed
    onChange(limit);
  };
  return (
    <div class="field row-limit">
      <label for="row-limit">Rows to show</label>
      <input
        id="row-limit"
        type="number"
        min={1}
        max={MAX_ROW_LIMIT}
        step={1}
        value={rows}
        onChange={(event) => changed(event.currentTarget)}
        aria-describedby="row-limit-hint"
      />
      <p class="hint" id="row-limit-hint">
        At most this many rows are read here, up to {countText(MAX_ROW_LIMIT)}. Downloads have all rows.
      </p>
    </div>
  );
}
