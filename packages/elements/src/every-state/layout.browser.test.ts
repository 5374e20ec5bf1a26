import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { pseudoCatalogue } from '../language/pseudo.test-support.js';
import { layoutFaults } from './layout.test-support.js';
import { settle, strike, type Staging } from './stage.test-support.js';
import { states } from './states.test-support.js';

const catalogue = pseudoCatalogue();
const longWords: Staging = { text: (sample) => sample, dress: (element) => Object.assign(element, { lang: 'en', catalogue }) };

describe('words that are a good third longer', () => {
  afterEach(strike);
  after(() => setViewport({ width: 800, height: 600 }));
  for (const state of states)
    it(`${state.name} holds them at every width`, async () => {
      await setViewport({ width: 1440, height: 900 });
      const element = await state.show(longWords);
      const faults: string[] = [];
      for (const width of [1440, 768, 320]) {
        await setViewport({ width, height: 900 });
        await settle();
        faults.push(...layoutFaults(element).map((fault) => `${width}: ${fault}`));
      }
      expect(faults).to.deep.equal([]);
    });
});
