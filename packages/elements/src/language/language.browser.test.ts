import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { arabic } from './arabic.js';
import { catalogueFor, englishCatalogue, registerCatalogue, type Catalogue } from './catalogue.js';
import { agoWords, durationWords } from './duration.js';
import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { hebrew } from './hebrew.js';
import { LanguageController } from './language-controller.js';
import { directionOf, localeOf } from './locale.js';
import { offerCatalogue } from './offer-catalogue.js';
import { spanish } from './spanish.js';
import { formatNumber, translate } from './translate.js';
import { timeWords, wordsFor } from './words.js';

const words = wordsFor('en');
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const polish: Catalogue = {
  language: 'pl',
  messages: {
    'column.operator': 'Operator rozmowy',
    'table.changes-waiting': { one: '{count} zmiana', few: '{count} zmiany', many: '{count} zmian', other: '{count} zmiany' },
  },
};

describe('translate', () => {
  const plurals: readonly (readonly [number, string])[] = [
    [1, '1 zmiana'],
    [3, '3 zmiany'],
    [5, '5 zmian'],
  ];
  for (const [count, said] of plurals)
    it(`chooses the plural form of the language for ${count}`, () => {
      expect(translate(polish, 'table.changes-waiting', { count })).to.equal(said);
    });

  it('falls back to English, with the plural rules of English', () => {
    expect(translate(polish, 'table.matches', { count: 1 })).to.equal('1 conversation matches.');
  });

  it('writes numbers as the locale does', () => {
    expect(translate(englishCatalogue, 'table.matches', { count: 12_345 }, 'de')).to.equal('12.345 conversations match.');
  });

  it('fills text in as it is, even where it looks like a placeholder', () => {
    expect(translate(englishCatalogue, 'empty.no-match-search', { search: '{count} $& <b>' })).to.equal(
      'No conversation contains “{count} $& <b>”.',
    );
  });

  it('isolates a name that runs the other way, or turns the text around it', () => {
    const said = (name: string): string => translate(englishCatalogue, 'operator.me', { name });
    expect(['Ana', 'دانا', '\u202egpj'].map(said)).to.deep.equal(['Ana (you)', '\u2068دانا\u2069 (you)', '\u2068\u202egpj\u2069 (you)']);
  });

  it('isolates what is foreign to a language that runs right to left', () => {
    const said = (name: string): string => translate(hebrew, 'operator.me', { name });
    expect(['דנה', 'Ana', '+1 415 555', '14:02'].map(said)).to.deep.equal(['דנה (אני)', '\u2068Ana\u2069 (אני)', '\u2068+1 415 555\u2069 (אני)', '14:02 (אני)']);
  });

  it('lets no name end or swallow the isolate around it', () => {
    const said = (name: string): string => translate(englishCatalogue, 'operator.me', { name });
    expect(['\u2069\u2069a', '\u2067a', '\u2067a\u2069'].map(said)).to.deep.equal(['\u2068a\u2069 (you)', '\u2068\u2067a\u2069\u2069 (you)', '\u2068\u2067a\u2069\u2069 (you)']);
  });

  it('says something sensible in a page whose language makes no sense', () => {
    expect(translate(englishCatalogue, 'table.matches', { count: 2 }, 'not a language')).to.equal('2 conversations match.');
  });

  it('leaves no English message without text', () => {
    for (const message of Object.values(english)) expect(typeof message === 'string' ? message : message.other).not.to.equal('');
  });
});

describe('catalogueFor', () => {
  it('finds a registered language for each of its regions, whatever the case', () => {
    registerCatalogue(polish);
    expect(catalogueFor('pl')).to.equal(polish);
    expect(catalogueFor('PL-pl')).to.equal(polish);
  });

  it('is English for a language nobody registered', () => {
    expect(catalogueFor('tlh-Latn')).to.equal(englishCatalogue);
  });
});

describe('a language of its own file', () => {
  class Speaker extends LitElement {
    readonly #language = new LanguageController(this);

    protected override render(): string {
      return this.#language.words('column.operator');
    }
  }
  customElements.define('test-speaker', Speaker);

  it('changes the words of elements that are on the page already', async () => {
    const speaker = await fixture<Speaker>(html`<test-speaker lang="de-AT"></test-speaker>`);
    expect(speaker.shadowRoot!.textContent).to.equal('Operator');
    registerCatalogue(german);
    await speaker.updateComplete;
    expect(speaker.shadowRoot!.textContent).to.equal('Zuständig');
  });

  it('reaches the elements whether it is loaded before or after them', async () => {
    offerCatalogue({ language: 'x-before', messages: { 'column.operator': 'before' } });
    expect(catalogueFor('x-before')).to.equal(englishCatalogue);
    await import('../define.js');
    expect(catalogueFor('x-before').messages['column.operator']).to.equal('before');
    offerCatalogue({ language: 'x-after', messages: { 'column.operator': 'after' } });
    expect(catalogueFor('x-after').messages['column.operator']).to.equal('after');
  });

  for (const catalogue of [german, french, spanish, arabic, hebrew])
    it(`has every plural form that this browser chooses in ${catalogue.language}`, () => {
      const forms = Object.keys(catalogue.messages['table.matches'] ?? {});
      expect(forms).to.include.members(new Intl.PluralRules(catalogue.language).resolvedOptions().pluralCategories);
    });
});

describe('localeOf', () => {
  it('is the nearest lang attribute, out through shadow roots', async () => {
    const outer = await fixture<HTMLElement>(html`<div lang="fr"><div class="host"></div></div>`);
    const host = outer.querySelector('.host')!;
    const inner = document.createElement('p');
    host.attachShadow({ mode: 'open' }).append(inner);
    expect(localeOf(inner)).to.equal('fr');
    inner.lang = 'de-AT';
    expect(localeOf(inner)).to.equal('de-AT');
  });

  it('knows the direction that CSS gives', async () => {
    const outer = await fixture<HTMLElement>(html`<div dir="rtl"><p></p></div>`);
    expect(directionOf(outer.querySelector('p')!)).to.equal('rtl');
  });
});

describe('durations', () => {
  const durations: readonly (readonly [number, string])[] = [
    [-5, '0 s'],
    [45 * second, '45 s'],
    [minute - 1, '59 s'],
    [minute, '1 min'],
    [hour - 1, '59 min'],
    [hour, '1 h'],
    [hour + 12 * minute, '1 h 12 min'],
    [day - 1, '23 h 59 min'],
    [day, '1 d'],
    [2 * day + 3 * hour, '2 d 3 h'],
  ];
  for (const [ms, said] of durations) it(`${ms} ms is "${said}"`, () => expect(durationWords(words, ms)).to.equal(said));

  const ages: readonly (readonly [number, string])[] = [
    [-minute, 'just now'],
    [9 * second, 'just now'],
    [29 * second, '20 s ago'],
    [minute, '1 min ago'],
    [59 * minute, '59 min ago'],
    [hour, '1 h ago'],
    [day, '1 day ago'],
    [3 * day, '3 days ago'],
  ];
  for (const [ms, said] of ages) it(`${ms} ms back is "${said}"`, () => expect(agoWords(words, 0, ms)).to.equal(said));

  it('a time of day is written as the locale does', () => {
    const at = new Date(2026, 10, 20, 14, 2).getTime();
    expect(timeWords(wordsFor('de'), at)).to.equal('14:02');
  });

  it('numbers are written as the locale does, also where that is not looked up', () => {
    for (const locale of ['en', 'en-US', 'en-GB', 'en-IN', 'de', 'ar-EG'])
      for (const value of [0, -7, 999, 1000, -1000, 12_345, 999_999, 1_000_000, -1_234_567, 1.5, 1234.5, 2 ** 53, NaN])
        expect(formatNumber(value, locale), locale).to.equal(new Intl.NumberFormat(locale).format(value));
  });
});
