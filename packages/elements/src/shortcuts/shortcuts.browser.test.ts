import { expect } from '@open-wc/testing';
import { wordsFor } from '../language/words.js';
import { keyWords } from './key-words.js';
import { isTypingPlace, pressedKey, type KeyPress } from './shortcut.js';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...more,
});

describe('a shortcut', () => {
  const presses: readonly (readonly [string, string, KeyPress, boolean])[] = [
    ['is its letter', 'n', press('n'), true],
    ['is its letter under caps lock', 'n', press('N'), true],
    ['is not its capital', 'n', press('N', { shiftKey: true }), false],
    ['is a sign, wherever the layout has it', '?', press('?', { shiftKey: true }), true],
    ['is a sign that needs Shift on this layout', '/', press('/', { shiftKey: true, code: 'Digit7' }), true],
    ['is the place of its letter where the layout is Hebrew', 'n', press('מ', { code: 'KeyN' }), true],
    ['is the place of its digit where the layout has an accent there', '2', press('é', { code: 'Digit2' }), true],
    ['is not the place of its letter where another Latin one is written there', 'q', press('a', { code: 'KeyQ' }), false],
    ['is a named key', 'F6', press('F6'), true],
    ['is nothing with Ctrl', 'n', press('n', { ctrlKey: true }), false],
    ['is nothing with Alt', 'n', press('n', { altKey: true }), false],
    ['is nothing with Meta', 'F6', press('F6', { metaKey: true }), false],
  ];
  for (const [title, key, pressed, isPressed] of presses)
    it(title, () => expect(pressedKey([key], pressed)).to.equal(isPressed ? key : undefined));

  it('is said in the words of the language', () => {
    const german = wordsFor('de', { language: 'de', messages: { 'key.shift': 'Umschalt', 'key.enter': 'Eingabe' } });
    expect(['n', 'F6', 'ArrowDown', '?', 'Shift+Enter'].map((key) => keyWords(german, key))).to.deep.equal([
      'N', 'F6', '↓', '?', 'Umschalt + Eingabe',
    ]);
    expect(keyWords(wordsFor('tr'), 'i')).to.equal('İ');
    expect(keyWords(wordsFor('not a language'), 'i')).to.equal('I');
  });
});

describe('a place where one types', () => {
  const places: readonly (readonly [string, boolean])[] = [
    ['<input>', true],
    ['<input type="search">', true],
    ['<input type="checkbox">', false],
    ['<textarea></textarea>', true],
    ['<select></select>', true],
    ['<p contenteditable="true"></p>', true],
    ['<p role="textbox"></p>', true],
    ['<button></button>', false],
    ['<p></p>', false],
  ];
  for (const [markup, isTyping] of places)
    it(`${isTyping ? 'is' : 'is not'} ${markup}`, () => {
      const place = document.createRange().createContextualFragment(markup).firstElementChild!;
      document.body.append(place);
      expect(isTypingPlace(place)).to.equal(isTyping);
      place.remove();
    });
});
