/** One path each, on a grid of 16. */
const PATHS = {
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Zm3.3 7.8L14 14',
  run: 'M5 3.2v9.6l7.5-4.8z',
  stop: 'M4.5 4.5h7v7h-7z',
  back: 'M10 3 5 8l5 5',
  download: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.2h10',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  check: 'M3 8.5 6.5 12 13 4.5',
  light: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  dark: 'M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z',
  auto: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 0v12M8 5h4M8 8h5.6M8 11h4',
  warning: 'M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.4v.3',
  down: 'M4 6.2 8 10.2 12 6.2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" />
      <path d="M7 10h18l-4 4H7zM7 17h13l-4 4H7z" />
    </svg>
  );
}
