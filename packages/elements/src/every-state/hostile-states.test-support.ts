/** Every element in every state with hostile texts of one kind. */
import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { hostileStrings, HostileTexts } from './hostile-strings.test-support.js';
import { madeOfText, textIn, watchForHarm } from './inert.test-support.js';
import { layoutFaults } from './layout.test-support.js';
import { escapes, overlaps } from './room.test-support.js';
import { settle, strike, type Staging } from './stage.test-support.js';
import { states } from './states.test-support.js';
import { turnedWords } from './turned-words.test-support.js';

/**
 * A file of tests for each kind, for together they take longer than one page may.
 *
 * @param turns - where among the texts to begin, so that one text is not always in the same place
 */
export function showHostile(kind: keyof typeof hostileStrings, turns: readonly number[]): void {
  const strings = hostileStrings[kind];
  for (const turn of turns)
    describe(`with hostile ${kind} wherever a text of somebody else’s can stand, turn ${turn}`, () => {
      const given = new Set<string>();
      const seen = new Set<string>();
      afterEach(strike);
      after(() => setViewport({ width: 800, height: 600 }));

      for (const state of states)
        it(`${state.name} is inert and in its place`, async () => {
          const watch = watchForHarm();
          const texts = new HostileTexts(strings, turn);
          const staging: Staging = { text: texts.text, dress: (element) => void (element.lang = 'en') };
          await setViewport({ width: 1440, height: 900 });
          const element = await state.show(staging);
          const faults = [...madeOfText(element)];
          for (const width of [1440, 320]) {
            await setViewport({ width, height: 900 });
            await settle();
            const found = [...layoutFaults(element), ...escapes(element), ...overlaps(element), ...(kind === 'signs' ? turnedWords(element, texts.given) : [])];
            faults.push(...found.map((fault) => `${width}: ${fault}`));
          }
          const shown = textIn(element);
          for (const text of texts.given) {
            given.add(text);
            if (shown.includes(text)) seen.add(text);
          }
          expect([...faults, ...watch.harm]).to.deep.equal([]);
          watch.stop();
        });

      it('every text was to be read, whole, somewhere', () => {
        expect([...given].filter((text) => !seen.has(text))).to.deep.equal([]);
        expect(given.size).to.equal(strings.length);
      });
    });
}
