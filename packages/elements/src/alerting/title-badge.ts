/**
 * The number of alerts before the title of a page that is not in front: "(3)
 * Orders". In front of the agent the page has its own title, exactly as the host
 * wrote it, and what the host writes meanwhile is its title from then on.
 */
export class TitleBadge {
  readonly #document: Document;
  readonly #counts = new Map<object, number>();
  #observer: MutationObserver | undefined;
  #prefix = '';

  private constructor(page: Document) {
    this.#document = page;
  }

  /** The badge of a page, however many elements write on it. */
  static of(page: Document): TitleBadge {
    const badge = badges.get(page) ?? new TitleBadge(page);
    badges.set(page, badge);
    return badge;
  }

  /** @param owner - whose count this is; of several the highest shows */
  set(owner: object, count: number): void {
    if ((this.#counts.get(owner) ?? 0) === count) return;
    if (count === 0) this.#counts.delete(owner);
    else this.#counts.set(owner, count);
    this.#follow(this.#counts.size > 0);
    this.#write();
  }

  #follow(isNeeded: boolean): void {
    if (isNeeded === (this.#observer !== undefined)) return;
    const page = this.#document;
    if (!isNeeded) {
      this.#observer?.disconnect();
      this.#observer = undefined;
      page.removeEventListener('visibilitychange', this.#write);
      return;
    }
    page.addEventListener('visibilitychange', this.#write);
    this.#observer = new MutationObserver(this.#write);
    // A host may change the text, put another element there, or the whole head.
    this.#observer.observe(page.documentElement, { childList: true });
  }

  readonly #write = (): void => {
    const { head } = this.#document as { readonly head: HTMLHeadElement | null };
    if (head !== null) this.#observer?.observe(head, { childList: true, characterData: true, subtree: true });
    const title = head?.querySelector('title') ?? null;
    // A page without a title shows its address; a number alone would hide that.
    if (title === null) return;
    const shown = title.textContent;
    const own = this.#prefix !== '' && shown.startsWith(this.#prefix) ? shown.slice(this.#prefix.length) : shown;
    const count = Math.max(0, ...this.#counts.values());
    this.#prefix = count > 0 && this.#document.visibilityState === 'hidden' ? `(${count}) ` : '';
    if (shown !== this.#prefix + own) title.textContent = this.#prefix + own;
    this.#observer?.takeRecords();
  };
}

const badges = new WeakMap<Document, TitleBadge>();
