const PLAIN = new Intl.NumberFormat('en');
const ONE_DIGIT = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function rowsText(rows: number): string {
  return `${PLAIN.format(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}

/** A MB is a million bytes. */
export function bytesText(bytes: number): string {
  return bytes < 100_000 ? `${ONE_DIGIT.format(bytes / 1e3)} kB` : `${ONE_DIGIT.format(bytes / 1e6)} MB`;
}

export function rateText(bytes: number, millis: number): string {
  return `${bytesText(millis > 0 ? (bytes * 1e3) / millis : 0)}/s`;
}

export function durationText(millis: number): string {
  return millis < 1_000 ? `${Math.round(millis)} ms` : `${ONE_DIGIT.format(millis / 1_000)} s`;
}

export function countText(count: number): string {
  return PLAIN.format(count);
}
