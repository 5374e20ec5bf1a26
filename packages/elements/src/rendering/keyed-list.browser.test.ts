import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { html, nothing, render } from 'lit';
import { keyedList } from './keyed-list.js';

function show(place: HTMLElement, keys: readonly string[] | undefined): void {
  render(html`<p></p>${keys === undefined ? nothing : keyedList(keys, (key) => key, (key) => html`<b>${key}</b>`)}<i></i>`, place);
}

const shown = (place: HTMLElement): readonly string[] => [...place.querySelectorAll('b')].map(({ textContent }) => textContent ?? '');

describe('keyedList', () => {
  it('shows what it is given, in order, whatever it showed before, each item in the node it had', () => {
    const keys = fc.uniqueArray(fc.constantFrom(...'abcdefghij'));
    fc.assert(
      fc.property(fc.array(fc.option(keys, { nil: undefined })), (lists) => {
        const place = document.createElement('div');
        for (const list of lists) {
          const before = new Map([...place.querySelectorAll('b')].map((node) => [node.textContent, node]));
          show(place, list);
          expect(shown(place)).to.deep.equal(list ?? []);
          for (const node of place.querySelectorAll('b')) if (before.has(node.textContent)) expect(before.get(node.textContent)).to.equal(node);
        }
      }),
    );
  });

  it('leaves nothing behind of what it removed', () => {
    const place = document.createElement('div');
    show(place, ['a', 'b']);
    const nodes = place.childNodes.length;
    for (let round = 0; round < 100; round += 1) show(place, [`${round}`, `${round + 1}`]);
    expect(place.childNodes.length).to.equal(nodes);
  });

  it('moves nothing that stays where it is', () => {
    const place = document.createElement('div');
    show(place, ['b', 'c']);
    const observer = new MutationObserver(() => undefined);
    observer.observe(place, { childList: true });
    show(place, ['a', 'b', 'c', 'd']);
    const moved = observer.takeRecords().flatMap(({ removedNodes }) => [...removedNodes]);
    expect(moved.filter((node) => node instanceof Element)).to.deep.equal([]);
  });
});
