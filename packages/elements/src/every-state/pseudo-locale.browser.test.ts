import { expect } from '@open-wc/testing';
import { pseudoCatalogue } from '../language/pseudo.test-support.js';
import { placeOf, saidBy } from './said.test-support.js';
import { strike, type Staging } from './stage.test-support.js';
import { states } from './states.test-support.js';

const catalogue = pseudoCatalogue();
const greek = new Map([...'abcdefghijklmnopqrstuvwxyz'].map((letter, index) => [letter, 'αβγδεζηθικλμνξοπρστυφχψωςά'.at(index)!]));

/**
 * Words of ours in disguise, names and messages in Greek, numbers and dates as
 * Greek has them: what is left in Latin letters nobody translated.
 */
const inDisguise: Staging = {
  text: (sample) => [...sample].map((sign) => greek.get(sign.toLowerCase()) ?? sign).join(''),
  dress: (element) => Object.assign(element, { lang: 'el', catalogue }),
};

/** What is the same in every language: names, keys, units of Intl, the variables of prepared replies. */
const names = /Salesforce|Messenger|SMS|CSV|JSON|Europe\/Berlin|\b[A-Z]\b|\bF\d|\d.(?:kB|byte)|\{\w+\}/gu;

/** What is said outside all brackets. */
function outside(text: string): string {
  let depth = 0;
  return [...text].filter((sign) => {
    if (sign === '⟦') depth += 1;
    const isOutside = depth === 0;
    if (sign === '⟧') depth -= 1;
    return isOutside;
  }).join('');
}

describe('in a language that is English in disguise', () => {
  afterEach(strike);
  for (const state of states)
    it(`${state.name} says no word that was not translated`, async () => {
      const element = await state.show(inDisguise);
      const plain = [...saidBy(element)].flatMap(({ text, element: place, attribute }) => {
        // The code of an error is the same in every language, too.
        const rest = place.localName === 'code' ? '' : outside(text).replace(names, '');
        return /\p{Script=Latin}/u.test(rest) ? [`${placeOf(place)}${attribute === undefined ? '' : ` [${attribute}]`}: ${text}`] : [];
      });
      expect([...new Set(plain)]).to.deep.equal([]);
    });
});
