import { plainText } from '../base/plain-text.js';

/** More than the rows of any table that is searched at once. */
const limit = 2 ** 20;

/**
 * Texts as searches compare them, each worked out once: for what is searched again with every letter that is typed.
 * A text that needs little work is not worth remembering.
 */
export class PlainTexts {
  readonly #known = new Map<string, string>();

  of(text: string): string {
    if (!/[\u0080-\uffff]/.test(text)) return text.toLowerCase();
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const plain = plainText(text);
    if (this.#known.size >= limit) this.#known.clear();
    this.#known.set(text, plain);
    return plain;
  }

  clear(): void {
    this.#known.clear();
  }
}
