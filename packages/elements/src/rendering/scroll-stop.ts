import { noChange } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type DirectiveResult, type ElementPart } from 'lit/directive.js';

class ScrollStop extends AsyncDirective {
  #element: HTMLElement | undefined;
  #sizes: ResizeObserver | undefined;

  render(): unknown {
    return noChange;
  }

  override update({ element }: ElementPart): unknown {
    this.#element = element as HTMLElement;
    // What is in it grows and shrinks without it.
    queueMicrotask(() => this.reconnected());
    return noChange;
  }

  override disconnected(): void {
    this.#sizes?.disconnect();
  }

  override reconnected(): void {
    const element = this.#element;
    if (element === undefined || !this.isConnected) return;
    this.#sizes ??= new ResizeObserver(() => this.#settle());
    for (const each of [element, ...element.children]) this.#sizes.observe(each);
  }

  #settle(): void {
    const element = this.#element!;
    const isScrolled = element.scrollHeight > element.clientHeight + 1 && getComputedStyle(element).overflowY !== 'visible';
    if (isScrolled === element.hasAttribute('tabindex')) return;
    if (isScrolled) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  }
}

const scrollStopDirective = directive(ScrollStop);

/**
 * Makes an element a stop of Tab for as long as it has something to scroll, so that
 * the keyboard can read all of it; not every browser does so by itself. Give it a role with a name.
 */
export function scrollStop(): DirectiveResult {
  return scrollStopDirective();
}
