import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { arabic } from '../language/arabic.js';
import type { Catalogue } from '../language/catalogue.js';
import { hebrew } from '../language/hebrew.js';
import { layoutFaults } from './layout.test-support.js';
import { elementsIn, placeOf, saidBy } from './said.test-support.js';
import { settle, strike, type Staging } from './stage.test-support.js';
import { states } from './states.test-support.js';

/** English in a page that runs one way or the other, so that only the direction differs. */
const running = (dir: 'ltr' | 'rtl'): Staging => ({
  text: (sample) => sample,
  dress(element) {
    document.documentElement.dir = dir;
    element.lang = 'en';
  },
});
/** A language that runs right to left, with names and messages in English. */
const speaking = (catalogue: Catalogue): Staging => ({
  text: (sample) => sample,
  dress(element) {
    document.documentElement.dir = 'rtl';
    Object.assign(element, { lang: catalogue.language, catalogue });
  },
});

/** Icons that point along the line. */
const directed = ['back', 'send', 'hand-back', 'undo', 'abandoned'];

describe('right to left', () => {
  beforeEach(() => setViewport({ width: 1200, height: 800 }));
  afterEach(strike);
  after(async () => {
    document.documentElement.removeAttribute('dir');
    await setViewport({ width: 800, height: 600 });
  });

  for (const state of states) {
    it(`${state.name} is the mirror image of left to right`, async () => {
      const left = boxesOf(await state.show(running('ltr')));
      strike();
      const right = boxesOf(await state.show(running('rtl')));
      expect(right.length).to.equal(left.length);
      const width = document.documentElement.clientWidth;
      const faults = left.flatMap(({ place, from, to }, index) => {
        const other = right[index]!;
        return Math.abs(width - to - other.from) > 2 || Math.abs(width - from - other.to) > 2 ? [`${place} is at ${Math.round(other.from)}, not at ${Math.round(width - to)}`] : [];
      });
      expect([...new Set(faults)]).to.deep.equal([]);
    });

    for (const catalogue of [arabic, hebrew])
      it(`${state.name} has room for its words and isolates what is foreign in ${catalogue.language}`, async () => {
        const element = await state.show(speaking(catalogue));
        const faults: string[] = [...foreignFaults(element)];
        for (const width of [1440, 768, 320]) {
          await setViewport({ width, height: 800 });
          await settle();
          faults.push(...layoutFaults(element).map((fault) => `${width}: ${fault}`));
        }
        expect(faults).to.deep.equal([]);
      });
  }

  it('turns the icons that point along the line', async () => {
    for (const [dir, transform] of [['ltr', 'none'], ['rtl', 'matrix(-1, 0, 0, 1, 0, 0)']] as const) {
      const seen = new Set<string>();
      for (const state of states) {
        const element = await state.show(running(dir));
        for (const icon of elementsIn(element)) {
          const name = icon.getAttribute('data-icon') ?? '';
          if (!icon.checkVisibility() || name === '') continue;
          seen.add(name);
          if (directed.includes(name)) expect(getComputedStyle(icon).transform, `${name} in ${state.name}`).to.equal(transform);
        }
        strike();
      }
      expect([...seen]).to.include.members(directed);
    }
  });
});

interface Box {
  readonly place: string;
  readonly from: number;
  readonly to: number;
}

/** Where the boxes are that are no part of a line of text, with the way that the letters of text run nothing to do. */
function boxesOf(host: HTMLElement): readonly Box[] {
  return [...elementsIn(host)].flatMap((element) => {
    const { left: from, right: to, width } = element.getBoundingClientRect();
    const isInLine = getComputedStyle(element).display.startsWith('inline') || element.closest('svg') !== null;
    return isInLine || width < 2 || !element.checkVisibility() ? [] : [{ place: placeOf(element), from, to }];
  });
}

/** Latin text that would turn the line it stands in. */
function foreignFaults(host: HTMLElement): readonly string[] {
  const faults = [...saidBy(host)].flatMap(({ text, element, attribute }) => {
    // An option stands alone, a variable is no word, and what is only spoken has no direction.
    if (element.matches('option, .visually-hidden') || /^\{\w+\}$/u.test(text)) return [];
    const rest = text.replace(/\u2068[^\u2068\u2069]*\u2069/gu, '').replace(/\u2068[^\u2068\u2069]*\u2069/gu, '');
    if (!/[a-z]/iu.test(rest)) return [];
    const isMixed = /[\u0590-\u08ff]/u.test(rest);
    if (isMixed ? /\p{Script=Latin}.*(?:Maria|Ben|Ana|Bank|Premium)|^(?:Maria|Ben|Ana|Bank)/u.test(rest) : attribute === undefined && !isIsolated(element)) return [`${placeOf(element)}: ${text}`];
    return [];
  });
  return [...new Set(faults)];
}

function isIsolated(element: Element): boolean {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const { unicodeBidi, display, direction } = getComputedStyle(at);
    if (unicodeBidi.startsWith('isolate') && at.localName !== 'div' && direction === 'ltr') return true;
    if (unicodeBidi === 'plaintext' || direction === 'ltr') return true;
    if (!display.startsWith('inline')) return false;
  }
  return false;
}
