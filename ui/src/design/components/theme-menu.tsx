import { Monitor, Moon, Sun } from 'lucide-react';
import { setTheme, THEMES, type Theme, useTheme } from '../theme';
import { MenuChoice } from './menu';

const ICONS = { system: <Monitor />, light: <Sun />, dark: <Moon /> };
const LABELS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

/** The choice of theme, inside a menu. */
export function ThemeChoice() {
  const options = THEMES.map((value) => ({ value, label: LABELS[value], icon: ICONS[value] }));
  return <MenuChoice label="Theme" value={useTheme()} options={options} onChange={setTheme} />;
}
