import type { MessageKey } from '../language/catalogue.js';
import type { Words } from '../language/words.js';

const named: Readonly<Record<string, MessageKey>> = {
  Enter: 'key.enter',
  Escape: 'key.escape',
  ' ': 'key.space',
  Tab: 'key.tab',
  Shift: 'key.shift',
  Control: 'key.control',
  Home: 'key.home',
  End: 'key.end',
  PageUp: 'key.page-up',
  PageDown: 'key.page-down',
};

const drawn: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

/**
 * What stands on a key, in the language of the words: "N", "Enter", "↓". Keys
 * pressed together are joined by `+`, as in `Shift+Enter`.
 */
export function keyWords(words: Words, key: string): string {
  if (key.length > 1 && key.includes('+')) return key.split('+').map((part) => keyWords(words, part)).join(' + ');
  const name = named[key];
  if (name !== undefined) return words(name);
  return drawn[key] ?? upperCase(key, words.locale);
}

function upperCase(key: string, locale: string): string {
  try {
    return key.toLocaleUpperCase(locale);
  } catch {
    // RangeError: the page's `lang` is no language tag.
    return key.toUpperCase();
  }
}
