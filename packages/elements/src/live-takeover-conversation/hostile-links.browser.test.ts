import { expect } from '@open-wc/testing';
import { html, render } from 'lit';
import { wordsFor } from '../language/words.js';
import { attachmentLinks } from './attachment-links.js';
import { messageText } from './message-text.js';
import { safeHref } from './text-links.js';

const never = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'javascript\u200b:alert(1)',
  'javascript:\u2028alert(1)',
  'javascript://example.com/%0Aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'DATA:text/html;base64,PHNjcmlwdD4=',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://a.example/1',
  'filesystem:https://a.example/1',
  'view-source:https://a.example',
  'about:blank',
  'ftp://a.example',
  'ws://a.example',
  'intent://a.example#Intent;end',
  'https://',
  'mailto:',
  'tel:',
  '//a.example',
  '/path',
  '',
];

describe('an address in a message', () => {
  const place = document.createElement('div');
  const linksIn = (text: string): readonly HTMLAnchorElement[] => {
    render(html`${messageText(text)}`, place);
    return [...place.querySelectorAll('a')];
  };

  for (const address of never)
    it(`is never a link: ${JSON.stringify(address)}`, () => {
      expect(safeHref(address)).to.equal(undefined);
      for (const text of [address, `see ${address} now`, `<a href="${address}">`, `[x](${address})`]) {
        for (const link of linksIn(text)) expect(link.protocol).to.match(/^(?:https?|mailto|tel):$/u);
        expect(place.textContent?.trim()).to.equal(text.trim());
      }
    });

  const always: readonly (readonly [string, string])[] = [
    ['https://a.example/x', 'https://a.example/x'],
    ['HTTP://A.EXAMPLE', 'http://a.example/'],
    ['mailto:ana@a.example', 'mailto:ana@a.example'],
    ['tel:+34911234567', 'tel:+34911234567'],
    // Where it leads is what counts, and the browser shows it: the part before the @ is a name.
    ['https://bank.example@evil.example/', 'https://bank.example@evil.example/'],
    ['https://а.example', 'https://xn--80a.example/'],
  ];
  for (const [address, href] of always)
    it(`is a link that tells nobody where it was opened: ${address}`, () => {
      const [link] = linksIn(`see ${address}`);
      expect(link?.href).to.equal(href);
      expect(link?.rel.split(' ')).to.include.members(['noopener', 'noreferrer']);
      expect(link?.textContent).to.equal(address);
    });

  for (const url of never.filter((address) => !['//a.example', '/path', ''].includes(address)))
    it(`names a file without leading to ${JSON.stringify(url)}`, () => {
      render(html`${attachmentLinks([{ name: 'a.png', contentType: 'image/png', url }], wordsFor('en'), 0)}`, place);
      for (const link of place.querySelectorAll('a')) expect(link.protocol).to.match(/^https?:$/u);
      expect(place.textContent).to.include('a.png');
    });
});
