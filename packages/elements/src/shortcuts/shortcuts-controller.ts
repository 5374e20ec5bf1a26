import type { LitElement, PropertyDeclarations, ReactiveController } from 'lit';
import type { ModalDialog } from '../dialog/modal-dialog.js';
import type { PreferencesController } from '../preferences/preferences-controller.js';
import { isCharacterKey, isTypingPlace, pressedKey, type Shortcut } from './shortcut.js';
import { shortcutsDialog } from './shortcuts-dialog.js';

/** An element with shortcuts. `shortcuts="off"` on it, or on anything around it, turns its single-key ones off. */
export interface ShortcutsHost extends LitElement {
  readonly shortcuts: string | undefined;
}

/** What a {@link ShortcutsController} needs of its element besides its shortcuts. */
export interface ShortcutsContext {
  /** Where they are listed; the element wears `dialogStyles` and `shortcutStyles`. */
  readonly dialog: ModalDialog;
  /** Where the agent's own choice to do without single-key shortcuts is kept. */
  readonly preferences: Pick<PreferencesController, 'read' | 'write'>;
}

/** The declaration of {@link ShortcutsHost}'s property, for `static properties`. */
export const shortcutProperties: PropertyDeclarations = { shortcuts: { reflect: true } };

const preferenceKey = 'shortcuts';

/** All that are in the page now, for the overlay lists the shortcuts of every element. */
const connected = new Set<ShortcutsController>();
/** Presses that an inner element knows to be text: an outer one cannot look into a closed shadow root. */
const typed = new WeakSet<Event>();

/**
 * Does what a key stands for while the focus is in the element, never while the
 * agent types or a dialog is open, and lists all shortcuts at `?`. Where an
 * element stands in another, the inner one's keys win.
 */
export class ShortcutsController implements ReactiveController {
  readonly #host: ShortcutsHost;
  readonly #context: ShortcutsContext;
  readonly #shortcuts: readonly Shortcut[];
  #isListening = false;

  constructor(host: ShortcutsHost, shortcuts: readonly Shortcut[], context: ShortcutsContext) {
    const show: Shortcut = { id: 'shortcuts', keys: ['?'], label: 'shortcut.show', group: 'shortcut.group-help', run: () => this.show() };
    this.#host = host;
    this.#context = context;
    this.#shortcuts = [...shortcuts, show];
    host.addController(this);
  }

  /** The element's own. */
  get shortcuts(): readonly Shortcut[] {
    return this.#shortcuts;
  }

  /** Shows what there is. For a button too: `?` itself can be turned off. */
  show(): void {
    const { dialog, preferences } = this.#context;
    dialog.open((words) =>
      shortcutsDialog(words, allShortcuts(this), {
        isUsed: preferences.read(preferenceKey) !== 'off',
        onUse: (isUsed) => preferences.write(preferenceKey, isUsed ? null : 'off'),
      }),
    );
  }

  hostConnected(): void {
    connected.add(this);
    if (!this.#isListening) this.#host.renderRoot.addEventListener('keydown', (event) => this.#onKeyDown(event as KeyboardEvent));
    this.#isListening = true;
  }

  hostDisconnected(): void {
    connected.delete(this);
  }

  /** Whether keys that write characters are left to the page. */
  get isOff(): boolean {
    return isOffAround(this.#host) || this.#context.preferences.read(preferenceKey) === 'off';
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const path = event.composedPath();
    const inside = path.slice(0, path.indexOf(this.#host)).filter((place) => place instanceof Element);
    if (inside.some((place) => place.matches('dialog, [role="dialog"], [role="alertdialog"]'))) return;
    if (inside[0] !== undefined && isTypingPlace(inside[0])) typed.add(event);
    for (const shortcut of this.#shortcuts) {
      const key = pressedKey(shortcut.keys, event);
      if (key === undefined || shortcut.run === undefined || !this.#isFree(key, event) || shortcut.when?.() === false) continue;
      event.preventDefault();
      return shortcut.run(key);
    }
  }

  #isFree(key: string, event: KeyboardEvent): boolean {
    return !isCharacterKey(key) || (!event.repeat && !typed.has(event) && !this.isOff);
  }
}

/** Of this element first, then of the others in the page; each id once. */
function allShortcuts(first: ShortcutsController): readonly Shortcut[] {
  const all = [first, ...connected].flatMap((controller) => controller.shortcuts);
  return [...new Map(all.map((shortcut) => [shortcut.id, shortcut])).values()];
}

function isOffAround(start: Element): boolean {
  for (let at: Element | null = start; at !== null; at = shadowHostOf(at)) if (at.closest('[shortcuts="off"]') !== null) return true;
  return false;
}

function shadowHostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
