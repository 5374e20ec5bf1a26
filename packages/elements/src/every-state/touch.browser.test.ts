import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { elementsIn, placeOf } from './said.test-support.js';
import { everyday, strike } from './stage.test-support.js';
import { states } from './states.test-support.js';
import { pretendTouch } from './touch.test-support.js';

/** Less than this many pixels nobody misses. */
const tolerance = 0.5;

describe('where a finger points', () => {
  let end: () => void;
  before(async () => {
    await setViewport({ width: 400, height: 800 });
    end = pretendTouch();
  });
  afterEach(strike);
  after(async () => {
    end();
    await setViewport({ width: 800, height: 600 });
  });

  for (const state of states)
    it(`what acts in ${state.name} is at least 44 pixels high`, async () => {
      const element = await state.show(everyday);
      const small = [...elementsIn(element)]
        .filter((each) => each.matches('.button:not(.small, .tiny, .quiet), .menu-item, button.chip, .mine-item, .view, .mode, .field') && each.checkVisibility({ visibilityProperty: true }))
        .filter((each) => each.getBoundingClientRect().height < 44 - tolerance)
        .map((each) => `${placeOf(each)} is ${each.getBoundingClientRect().height} px high`);
      expect(small).to.deep.equal([]);
    });
});
