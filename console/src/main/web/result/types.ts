import { DataType, DateUnit, IntervalUnit, Precision, TimeUnit, UnionMode, type Field } from 'apache-arrow';

const UNITS: Record<TimeUnit, string> = {
  [TimeUnit.SECOND]: 's',
  [TimeUnit.MILLISECOND]: 'ms',
  [TimeUnit.MICROSECOND]: 'us',
  [TimeUnit.NANOSECOND]: 'ns',
};

/** Names a type as Arrow's other libraries do: `int64`, `timestamp[us, UTC]`, `list<int32>`. */
export function typeText(type: DataType): string {
  if (DataType.isDictionary(type)) return `dictionary<${typeText(type.dictionary)}>`;
  if (DataType.isInt(type)) return `${type.isSigned ? '' : 'u'}int${type.bitWidth}`;
  if (DataType.isFloat(type)) return { [Precision.HALF]: 'float16', [Precision.SINGLE]: 'float32', [Precision.DOUBLE]: 'float64' }[type.precision];
  if (DataType.isDecimal(type)) return `decimal${type.bitWidth}(${type.precision}, ${type.scale})`;
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 'date32' : 'date64';
  if (DataType.isTime(type)) return `time${type.bitWidth}[${unitText(type.unit)}]`;
  if (DataType.isTimestamp(type)) return `timestamp[${unitText(type.unit)}${type.timezone ? `, ${type.timezone}` : ''}]`;
  if (DataType.isDuration(type)) return `duration[${unitText(type.unit)}]`;
  if (DataType.isInterval(type)) return `interval[${['year, month', 'day, time', 'month, day, nano'][type.unit as IntervalUnit]}]`;
  if (DataType.isFixedSizeBinary(type)) return `fixed_size_binary[${type.byteWidth}]`;
  return nestedText(type);
}

function nestedText(type: DataType): string {
  if (DataType.isList(type)) return `list<${typeText(type.valueType)}>`;
  if (DataType.isLargeList(type)) return `large_list<${typeText(type.valueType)}>`;
  if (DataType.isFixedSizeList(type)) return `fixed_size_list<${typeText(type.valueType)}>[${type.listSize}]`;
  if (DataType.isMap(type)) return `map<${typeText(type.keyType)}, ${typeText(type.valueType)}>`;
  if (DataType.isStruct(type)) return `struct<${fieldsText(type.children)}>`;
  if (DataType.isUnion(type)) return `${type.mode === UnionMode.Dense ? 'dense' : 'sparse'}_union<${fieldsText(type.children)}>`;
  return snakeCase(String(type[Symbol.toStringTag]));
}

function fieldsText(fields: Field[]): string {
  return fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(', ');
}

export function unitText(unit: TimeUnit): string {
  return UNITS[unit];
}

/** LargeUtf8 is large_utf8. */
function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
}

/** Whether values are read from the right, digit below digit. */
export function isNumeric(type: DataType): boolean {
  return DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type);
}

export function isTemporal(type: DataType): boolean {
  return DataType.isDate(type) || DataType.isTimestamp(type);
}
