import type { MessageKey } from '../language/catalogue.js';

/** One thing an agent can do by a key alone, while the focus is in the element that offers it. */
export interface Shortcut {
  /** Unique among all elements; the overlay lists each id once. */
  readonly id: string;
  /** Any of them; as `KeyboardEvent.key` has them, letters small: `n`, `?`, `F6`. */
  readonly keys: readonly string[];
  /** What it does, as the overlay says it. */
  readonly label: MessageKey;
  /** Heading of the overlay under which it stands. */
  readonly group: MessageKey;
  /** Whether it does anything now; always where absent. A key that does nothing is left to the page. */
  when?(): boolean;
  /**
   * Does it. Absent for keys that the element handles by itself and that are
   * only listed.
   *
   * @param key - which of {@link Shortcut.keys}
   */
  run?(key: string): void;
}

/** What {@link pressedKey} reads of a key press. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/**
 * Which of a shortcut's keys was pressed; undefined for none. With Ctrl, Alt or
 * Meta the press is the browser's or the page's. A letter is also found by its
 * place where the layout writes no Latin letter there, so that `n` works on a
 * Hebrew or a Russian keyboard.
 */
export function pressedKey(keys: readonly string[], press: KeyPress): string | undefined {
  if (press.ctrlKey || press.altKey || press.metaKey) return undefined;
  const written = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const isPlain = !press.shiftKey;
  return keys.find((key) => (key === written && (isPlain || !isLetter(key))) || (isPlain && key === latinOf(press)));
}

/** Whether a key writes a character: such shortcuts can be turned off (WCAG 2.1.4). */
export function isCharacterKey(key: string): boolean {
  return [...key].length === 1;
}

/** Whether keys pressed there are text, or belong to a dialog. */
export function isTypingPlace(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !buttonTypes.has(element.type);
  if (element instanceof HTMLElement && element.isContentEditable) return true;
  return element.matches('textarea, select, [role="textbox"], [role="searchbox"], [role="combobox"], [role="spinbutton"], [role="menu"] *');
}

const buttonTypes: ReadonlySet<string> = new Set(['button', 'checkbox', 'file', 'image', 'radio', 'reset', 'submit']);

function isLetter(key: string): boolean {
  return key >= 'a' && key <= 'z' && key.length === 1;
}

/** The Latin letter or the digit that stands in this place on most keyboards, where another character is written. */
function latinOf({ key, code }: KeyPress): string | undefined {
  if (key.length !== 1 || /[a-z\d]/iu.test(key)) return undefined;
  return /^(?:Key|Digit)(.)$/u.exec(code)?.[1]?.toLowerCase();
}
