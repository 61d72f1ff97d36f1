import type { InputHTMLAttributes } from 'preact';
import type { Parameter } from './schema';

interface FieldInputProps {
  parameter: Parameter;
  id: string;
  text: string;
  isInvalid: boolean;
  onChange: (text: string) => void;
  onLeave: () => void;
}

/** The element that fits the kind: the browser's own pickers for dates and times, a list for choices. */
export function FieldInput(props: FieldInputProps) {
  const { parameter } = props;
  switch (parameter.kind) {
    case 'boolean':
      return parameter.nullable || parameter.initial === '' ? <Choice {...props} options={['true', 'false']} /> : <Checkbox {...props} />;
    case 'choice':
      return <Choice {...props} options={parameter.options} />;
    case 'list':
    case 'json':
      return <Lines {...props} />;
    default:
      return <Line {...props} />;
  }
}

function described({ parameter, id, isInvalid }: FieldInputProps) {
  return {
    id,
    name: parameter.name,
    'aria-invalid': isInvalid,
    'aria-required': parameter.required,
    'aria-describedby': `${id}-fault ${id}-hint`,
  };
}

function Checkbox(props: FieldInputProps) {
  return (
    <input
      {...described(props)}
      type="checkbox"
      checked={props.text === 'true'}
      onChange={(event) => props.onChange(String(event.currentTarget.checked))}
    />
  );
}

function Choice({ options, ...props }: FieldInputProps & { options: string[] }) {
  const { parameter } = props;
  const mayBeEmpty = parameter.nullable || !parameter.hasDefault;
  return (
    <select {...described(props)} value={props.text} onChange={(event) => props.onChange(event.currentTarget.value)} onBlur={props.onLeave}>
      {mayBeEmpty && <option value="">{parameter.required ? 'Choose…' : 'Any'}</option>}
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}

function Lines(props: FieldInputProps) {
  return (
    <textarea
      {...described(props)}
      rows={props.parameter.kind === 'json' ? 4 : 3}
      spellcheck={false}
      value={props.text}
      onInput={(event) => props.onChange(event.currentTarget.value)}
      onBlur={props.onLeave}
    />
  );
}

function Line(props: FieldInputProps) {
  const { parameter, text } = props;
  return (
    <input
      {...described(props)}
      {...typeOf(parameter, text)}
      autocomplete="off"
      spellcheck={false}
      value={text}
      placeholder={placeholderOf(parameter)}
      onInput={(event) => props.onChange(event.currentTarget.value)}
      onBlur={props.onLeave}
    />
  );
}

/** A picker shows only what it knows: a time with an offset or with microseconds stays a text. */
function typeOf({ kind, schema }: Parameter, text: string): InputHTMLAttributes<HTMLInputElement> {
  const isPlain = text === '' || /^(\d{4}-\d{2}-\d{2}T)?\d{2}:\d{2}(:\d{2})?$/.test(text);
  switch (kind) {
    case 'integer':
      return { type: 'text', inputMode: 'numeric' };
    case 'number':
      return { type: 'text', inputMode: 'decimal' };
    case 'date':
      return { type: 'date', min: schema.formatMinimum, max: schema.formatMaximum };
    case 'time':
      return isPlain ? { type: 'time', step: 1 } : { type: 'text' };
    case 'datetime':
    case 'instant':
      return isPlain ? { type: 'datetime-local', step: 1 } : { type: 'text' };
    default:
      return { type: 'text' };
  }
}

function placeholderOf({ kind, schema, required, nullable, hasDefault }: Parameter): string {
  const { minimum, maximum } = schema;
  if (kind === 'duration') return 'PT1M30S';
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  return !required && (nullable || !hasDefault) ? 'Any' : '';
}
