import type { FileChooser, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What has the focus, innermost, as a person sees it. */
export interface Focus {
  /** Its tag, such as `button`. */
  readonly tag: string;
  /** What it is called: its label, else its text. */
  readonly name: string;
  /** What the row, the option or the alert around it says; empty elsewhere. */
  readonly around: string;
  /** Why it cannot be seen that it has the focus; empty if it can. */
  readonly fault: string;
}

/** An agent's keyboard. After every press the focus must be on something that shows it. */
export class Keyboard {
  constructor(readonly page: Page) {}

  /** Counts what only a pointer can do from now on, so that {@link pointerPresses} can tell that nothing was. */
  async watchPointer(): Promise<void> {
    await this.page.evaluate(watchPointer);
  }

  async pointerPresses(): Promise<number> {
    return this.page.evaluate(() => (window as PointerWindow).pointerPresses ?? -1);
  }

  async focus(): Promise<Focus> {
    return this.page.evaluate(focusIn);
  }

  /** Presses keys one after the other, such as `Shift+Tab`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      // Beyond the last control come the browser's own.
      const expected = key.endsWith('Tab') ? /is shown$|^body/ : /is shown$/;
      await expect.poll(async () => describe(await this.focus()), { message: `the focus after ${key}`, timeout: 20_000 }).toMatch(expected);
    }
  }

  /** Presses a key again and again until the focus is there. */
  async pressUntil(key: string, what: string, isThere: (focus: Focus) => boolean): Promise<void> {
    const seen: string[] = [];
    for (let times = 0; times < 60; times += 1) {
      const focus = await this.focus();
      if (isThere(focus)) return;
      seen.push(describe(focus));
      await this.press(key);
    }
    throw new Error(`${key} does not lead to ${what}, but to:\n${seen.join('\n')}`);
  }

  /** Goes on by Tab, or back by Shift+Tab, to what is called so. */
  async tabTo(name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await this.pressUntil(key, String(name), (focus) => (typeof name === 'string' ? focus.name === name : name.test(focus.name)));
  }

  /** Waits until the focus was led to what is called so. */
  async lands(name: string | RegExp): Promise<void> {
    await expect.poll(async () => describe(await this.focus()), { message: 'where the focus was led', timeout: 20_000 }).toMatch(name);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Presses what opens the system's choice of files. */
  async pressForFiles(key: string): Promise<FileChooser> {
    const chooser = this.page.waitForEvent('filechooser');
    // Only now the browser is asked to tell of it. Once it has answered something else, it has heard that.
    await this.page.evaluate(() => undefined);
    await this.page.keyboard.press(key);
    return chooser;
  }
}

function describe({ tag, name, fault }: Focus): string {
  return `${tag} ${JSON.stringify(name.slice(0, 80))} ${fault || 'is shown'}`;
}

interface PointerWindow {
  pointerPresses?: number;
}

/** Runs in the page. */
function watchPointer(): void {
  const page = window as PointerWindow;
  page.pointerPresses = 0;
  for (const type of ['pointerdown', 'mousedown', 'touchstart', 'wheel'])
    window.addEventListener(type, () => void (page.pointerPresses = (page.pointerPresses ?? 0) + 1), { capture: true, passive: true });
}

/** Runs in the page. */
function focusIn(): Focus {
  let element: Element = document.activeElement ?? document.body;
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const textOf = (found: Element | null | undefined): string => (found?.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
  const label = element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement ? element.labels?.[0] : undefined;
  const isDrawn = (found: Element): boolean => {
    const { outlineStyle, outlineWidth } = getComputedStyle(found);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
  };
  // A small control, such as a radio button, is drawn as focused by the label around it.
  // A heading is where reading begins; nothing can be pressed there.
  const isFocusDrawn = isDrawn(element) || (label !== undefined && isDrawn(label)) || element.matches('h2, h3');
  const { width, height, top, bottom, left, right } = element.getBoundingClientRect();
  const isOnScreen = width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  const isHit = (x: number, y: number): boolean => {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner: Element | null = hit.shadowRoot.elementFromPoint(x, y);
      if (inner === null || inner === hit) break;
      hit = inner;
    }
    return hit !== null && (element.contains(hit) || label?.contains(hit) === true || element.shadowRoot?.contains(hit) === true);
  };
  const isUncovered = [0.1, 0.5, 0.9].some((x) => [0.2, 0.5, 0.8].some((y) => isHit(left + x * width, top + y * height)));
  return {
    tag: element.localName,
    name: element.getAttribute('aria-label') ?? (label ? textOf(label) : textOf(element)),
    around: textOf(element.closest('[role="row"], [part~="alert"], label, li')),
    fault: !isOnScreen ? 'is not on the screen' : !isUncovered ? 'is covered' : !isFocusDrawn ? 'is not drawn as focused' : '',
  };
}
