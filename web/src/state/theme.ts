// Light, dark, or as the system says: style.css has the colours of each.
import { watchEffect } from 'vue';
import { stored } from './stored';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const theme = stored<Theme>('theme', 'auto', (value) => THEMES.includes(value as Theme));

watchEffect(() => {
  document.documentElement.dataset.theme = theme.value;
});
