import { useState } from 'preact/hooks';
import { Icon } from './icons';

type Theme = 'auto' | 'light' | 'dark';

const KEY = 'fastflight.theme';
const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };
const WORDS: Record<Theme, string> = { auto: 'as the system', light: 'light', dark: 'dark' };

/** A button that goes round the three; theme.js applies the choice before the page shows. */
export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>((document.documentElement.dataset.theme as Theme | undefined) ?? 'auto');
  const next = NEXT[theme];
  const choose = () => {
    if (next === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Kept for this page only.
    }
    setTheme(next);
    dispatchEvent(new Event('themechange'));
  };
  const label = `Theme: ${WORDS[theme]}. Change to ${WORDS[next]}.`;
  return (
    <button type="button" class="quiet icon-button" onClick={choose} aria-label={label} title={label}>
      <Icon name={theme} />
    </button>
  );
}
