// Before the first paint: the theme that was chosen here, if any; else the system's applies.
try {
  const theme = localStorage.getItem('fastflight.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be off.
}
