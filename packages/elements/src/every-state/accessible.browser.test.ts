/** What axe says of every element in every state, in each look. */
import { expect } from '@open-wc/testing';
import { emulateMedia, setViewport } from '@web/test-runner-commands';
import { everyday, settle, strike, type Staging } from './stage.test-support.js';
import { states } from './states.test-support.js';

interface Look {
  readonly name: string;
  readonly width: number;
  readonly staging: Staging;
}

const dressed = (more: (element: HTMLElement) => void): Staging => ({
  ...everyday,
  dress: (element) => {
    everyday.dress(element);
    more(element);
  },
});

const looks: readonly Look[] = [
  { name: 'light', width: 1440, staging: dressed((element) => element.setAttribute('theme', 'light')) },
  { name: 'dark', width: 1440, staging: dressed((element) => element.setAttribute('theme', 'dark')) },
  { name: '400 px wide', width: 400, staging: everyday },
  { name: 'right to left', width: 1440, staging: dressed((element) => void (element.dir = 'rtl')) },
];

for (const { name, width, staging } of looks)
  describe(`nothing violates accessibility, ${name}`, () => {
    before(async () => {
      await setViewport({ width, height: 900 });
      // What moves has arrived where it belongs.
      await emulateMedia({ reducedMotion: 'reduce' });
    });
    afterEach(strike);
    after(async () => {
      await setViewport({ width: 800, height: 600 });
      await emulateMedia({ reducedMotion: 'no-preference' });
    });

    for (const state of states)
      it(state.name, async () => {
        const element = await state.show(staging);
        await settle();
        await expect(element).to.be.accessible();
      });
  });
