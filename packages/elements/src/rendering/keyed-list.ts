import { noChange } from 'lit';
import { directive, Directive, type ChildPart, type DirectiveResult } from 'lit/directive.js';
import { insertPart, removePart, setChildPartValue, setCommittedValue } from 'lit/directive-helpers.js';

class KeyedList extends Directive {
  #parts = new Map<unknown, ChildPart>();

  render<Item>(items: Iterable<Item>, _keyOf: (item: Item) => unknown, template: (item: Item, index: number) => unknown): unknown {
    return [...items].map(template);
  }

  override update<Item>(container: ChildPart, [items, keyOf, template]: Parameters<typeof this.render<Item>>): unknown {
    const wanted = new Map([...items].map((item) => [keyOf(item), item]));
    for (const [key, part] of this.#parts) if (!wanted.has(key)) removeWhole(part);
    const parts: (readonly [unknown, ChildPart])[] = [];
    let next: ChildPart | undefined;
    for (const [index, [key, item]] of [...[...wanted].entries()].reverse()) {
      // Moves nothing that stands where it should.
      const part: ChildPart = insertPart(container, next, this.#parts.get(key));
      setChildPartValue(part, template(item, index));
      parts.unshift([key, part]);
      next = part;
    }
    this.#parts = new Map(parts);
    setCommittedValue(container, [...this.#parts.values()]);
    return noChange;
  }
}

/** {@link keyedList} as lit sees it. */
const keyedListDirective = directive(KeyedList);

/**
 * Renders a list so that nodes stay with their items, as lit's own `repeat` does.
 * That one leaves a comment behind for every item it removes (lit#5298): a
 * transcript that is scrolled, or a page that is open all day, gets slower and slower.
 *
 * @param keyOf - unique within the list
 */
export function keyedList<Item>(items: Iterable<Item>, keyOf: (item: Item) => unknown, template: (item: Item, index: number) => unknown): DirectiveResult {
  return keyedListDirective(items, keyOf as (item: unknown) => unknown, template as (item: unknown, index: number) => unknown);
}

/** What `removePart` does, and the marker at the end as well. */
function removeWhole(part: ChildPart): void {
  const { endNode } = part;
  removePart(part);
  endNode?.parentNode?.removeChild(endNode);
}
