import { everyday } from './stage.test-support.js';
import { states } from './states.test-support.js';
import { expectPicture, holdStill, usualWidth } from './visual.test-support.js';

describe('every state looks as it did', () => {
  holdStill();
  for (const state of states) it(state.name, () => expectPicture(state, 'light', usualWidth(state), everyday));
});
