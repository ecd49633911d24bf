import { useEffect, useState } from 'preact/hooks';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'configmend-theme';

/** As the system has it, unless this browser was told otherwise here. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, change] = useState<Theme>(stored);
  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    keep(theme);
  }, [theme]);
  return [theme, () => change((now) => themes[(themes.indexOf(now) + 1) % themes.length] ?? 'auto')];
}

/** Where a browser keeps nothing, the choice lasts as long as the page. */
function stored(): Theme {
  try {
    return themes.find((one) => one === localStorage.getItem(key)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function keep(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Nothing depends on it.
  }
}
