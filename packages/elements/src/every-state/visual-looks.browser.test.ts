import { arabic } from '../language/arabic.js';
import { wearTheme } from '../theme/themes.test-support.js';
import { everyday, type Staging } from './stage.test-support.js';
import { states } from './states.test-support.js';
import { pretendTouch } from './touch.test-support.js';
import { drawAs, expectPicture, holdStill, usualWidth } from './visual.test-support.js';

/** Looked at in each look; of the others one picture each is kept. */
const chosen = [
  'the table with rows',
  'the table with a conversation open',
  'the table with the report',
  'a conversation with everything that can happen in it',
  'presence with its panel',
  'presence with the card for who is new',
  'the settings with mistakes',
];
/** What is made for paper. */
const printed = chosen.slice(0, 4);

interface Look {
  readonly name: string;
  /** Each element's usual one without. */
  readonly width?: number;
  readonly staging?: Staging;
  readonly of?: readonly string[];
  /** @returns undoes it */
  readonly begin?: () => unknown;
}

const inArabic: Staging = {
  text: (sample) => sample,
  dress: (element) => Object.assign(element, { lang: 'ar', catalogue: arabic }),
};
const { documentElement: page } = document;

async function darken(): Promise<() => void> {
  page.style.colorScheme = 'dark';
  return () => page.style.removeProperty('color-scheme');
}

const looks: readonly Look[] = [
  { name: '1440', width: 1440 },
  { name: '768', width: 768 },
  { name: '320', width: 320 },
  { name: 'dark', begin: darken },
  // Is what the elements wear without a theme: the same pictures.
  { name: 'light', begin: () => wearTheme('neutral') },
  { name: 'compact', begin: () => wearTheme('compact') },
  { name: 'high-contrast', begin: () => wearTheme('high-contrast') },
  {
    name: 'high-contrast-dark',
    async begin() {
      const ends = [await wearTheme('high-contrast'), await darken()];
      return () => ends.forEach((end) => end());
    },
  },
  {
    name: 'arabic',
    staging: inArabic,
    begin() {
      page.dir = 'rtl';
      return () => page.removeAttribute('dir');
    },
  },
  { name: 'forced-colors', begin: () => drawAs({ forcedColors: 'active' }) },
  { name: 'touch', width: 400, begin: pretendTouch },
  {
    name: 'print',
    width: 768,
    of: printed,
    async begin() {
      await drawAs({ media: 'print' });
      return () => dispatchEvent(new Event('afterprint'));
    },
  },
];

describe('looks as it did in each look', () => {
  holdStill();
  for (const { name, width, staging = everyday, of = chosen, begin } of looks)
    describe(name, () => {
      for (const state of states.filter((each) => of.includes(each.name)))
        it(state.name, async () => {
          const end = await begin?.();
          try {
            await expectPicture(state, name, width ?? usualWidth(state), staging);
          } finally {
            if (typeof end === 'function') end();
            await drawAs();
          }
        });
    });
});
