/** What looks for harm finds it where it is, and nothing where there is none. */
import { expect } from '@open-wc/testing';
import { hostileHost, hostileMark, tripwire } from './hostile-strings.test-support.js';
import { madeOfText, watchForHarm } from './inert.test-support.js';
import { escapes, overlaps } from './room.test-support.js';
import { turnedWords } from './turned-words.test-support.js';

describe('what looks for harm', () => {
  let host: HTMLElement;
  let root: ShadowRoot;
  beforeEach(() => {
    host = document.createElement('div');
    root = host.attachShadow({ mode: 'open' });
    document.body.append(host);
  });
  afterEach(() => host.remove());

  const line = (...parts: readonly (string | Node)[]): void => {
    const paragraph = document.createElement('p');
    paragraph.append(...parts);
    root.append(paragraph);
  };

  it('finds words that an override turned, and none beside one that is isolated', () => {
    const name = '\u202Eabc';
    line(`${name} took it over`);
    expect(turnedWords(host, [name])).to.not.deep.equal([]);
    root.replaceChildren();
    const isolate = document.createElement('bdi');
    isolate.append(name);
    line(isolate, ' took it over');
    line(`\u2068${name}\u2069 took it over`);
    expect(turnedWords(host, [name])).to.deep.equal([]);
  });

  it('finds elements, handlers and addresses that a text became', () => {
    const image = document.createElement('img');
    image.setAttribute(hostileMark, '');
    const link = document.createElement('a');
    link.setAttribute('href', `javascript:${tripwire}()`);
    link.setAttribute('onclick', 'void 0');
    root.append(image, link);
    expect(madeOfText(host)).to.have.length(3);
  });

  it('finds what ran', () => {
    const watch = watchForHarm();
    (window as unknown as Record<string, () => void>)[tripwire]!();
    watch.stop();
    expect(watch.harm).to.deep.equal(['A text was executed.']);
    expect(hostileHost).to.match(/\.invalid$/u);
  });

  it('finds texts that leave the page or lie on each other', () => {
    line('W'.repeat(2_000));
    expect(escapes(host)).to.not.deep.equal([]);
    root.replaceChildren();
    line('one');
    line('two');
    const second = root.lastElementChild as HTMLElement;
    expect(overlaps(host)).to.deep.equal([]);
    second.style.marginBlockStart = '-2.2em';
    expect(overlaps(host)).to.not.deep.equal([]);
  });
});
