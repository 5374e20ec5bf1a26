import { expect, fixture, html } from '@open-wc/testing';
import { LitElement, html as litHtml, type CSSResultGroup, type TemplateResult } from 'lit';
import { messageStyles } from '../live-takeover-conversation/message-styles.js';
import { baseStyles } from './base-styles.js';
import { wearTheme } from './themes.test-support.js';

class Swatch extends LitElement {
  static override styles: CSSResultGroup = [...baseStyles, messageStyles];

  protected override render(): TemplateResult {
    return litHtml`<p>text</p>`;
  }
}
customElements.define('test-swatch', Swatch);

const textPairs: readonly (readonly [string, string])[] = [
  ['text', 'surface'],
  ['text', 'surface-sunken'],
  ['text', 'surface-hover'],
  ['text', 'surface-selected'],
  ['text-muted', 'surface'],
  ['text-muted', 'surface-sunken'],
  ['text-muted', 'surface-hover'],
  ['text-muted', 'surface-selected'],
  ['accent', 'surface'],
  ['accent', 'surface-selected'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['danger', 'surface'],
  ['text', 'mark'],
  ['on-accent', 'danger'],
  ['surface', 'danger'],
  ['surface', 'action'],
  ['danger', 'waiting-surface'],
  ['danger', 'surface-hover'],
  ['accent', 'surface-hover'],
  ['accent', 'surface-sunken'],
  ['text', 'customer'],
  ['text', 'bot'],
  ['text-muted', 'customer'],
  ['text-muted', 'bot'],
  ['on-agent', 'agent'],
  ...['waiting', 'held', 'action', 'live', 'stalled', 'abandoned'].flatMap((tone): (readonly [string, string])[] => [
    [tone, `${tone}-surface`],
    [tone, 'surface'],
    ['text', `${tone}-surface`],
    ['text-muted', `${tone}-surface`],
  ]),
];
const edgePairs: readonly (readonly [string, string])[] = [
  ['border-strong', 'surface'],
  ['focus', 'surface'],
  ['focus', 'surface-selected'],
  ['focus', 'surface-sunken'],
  ['focus', 'surface-hover'],
  ['border-strong', 'surface-sunken'],
  ['accent', 'surface'],
  ['danger', 'surface'],
  ['live', 'surface'],
];

const themes: readonly (readonly [name: string, text: number, edge: number])[] = [
  ['none', 4.5, 3],
  ['neutral', 4.5, 3],
  ['compact', 4.5, 3],
  ['high-contrast', 7, 4.5],
];
for (const [name, leastText, leastEdge] of themes)
  for (const scheme of ['light', 'dark'])
    it(`every text and every edge of theme ${name} stands out in ${scheme}`, async () => {
      const end = name === 'none' ? (): void => undefined : await wearTheme(name);
      const swatch = await fixture<Swatch>(html`<test-swatch theme=${scheme}></test-swatch>`);
      const tooWeak = ([pairs, least]: readonly [typeof textPairs, number]): readonly string[] =>
        pairs.flatMap(([front, back]) => {
          const found = contrast(colour(swatch, front), colour(swatch, back));
          return found < least ? [`${front} on ${back}: ${found.toFixed(2)}`] : [];
        });
      expect([...tooWeak([textPairs, leastText]), ...tooWeak([edgePairs, leastEdge])]).to.deep.equal([]);
      end();
    });

it('in theme high-contrast every line can be seen', async () => {
  const end = await wearTheme('high-contrast');
  for (const scheme of ['light', 'dark']) {
    const swatch = await fixture<Swatch>(html`<test-swatch theme=${scheme}></test-swatch>`);
    for (const back of ['surface', 'surface-sunken', 'surface-hover']) expect(contrast(colour(swatch, 'border'), colour(swatch, back)), `${scheme} ${back}`).to.be.at.least(4.5);
  }
  end();
});

it('the attribute theme decides the scheme, and without it the page does', async () => {
  const page = await fixture(html`<div><test-swatch></test-swatch><test-swatch theme="light"></test-swatch></div>`);
  (page as HTMLElement).style.setProperty('color-scheme', 'dark');
  const [asPage, light] = [...page.querySelectorAll<Swatch>('test-swatch')];
  expect(luminance(colour(asPage!, 'surface'))).to.be.below(0.1);
  expect(luminance(colour(light!, 'surface'))).to.be.above(0.9);
});

it('a page that sets a public property changes the colour', async () => {
  const page = await fixture<HTMLElement>(html`<div><test-swatch></test-swatch></div>`);
  page.style.setProperty('--takeover-color-accent', 'rgb(1, 2, 3)');
  expect(colour(page.querySelector('test-swatch')!, 'accent')).to.deep.equal([1, 2, 3]);
});

function colour(swatch: Element, name: string): readonly number[] {
  const text = swatch.shadowRoot!.querySelector('p')!;
  text.style.setProperty('color', `var(--_${name})`);
  return (getComputedStyle(text).color.match(/[\d.]+/gu) ?? []).map(Number);
}

/** WCAG 2.2, relative luminance. */
function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((first, second) => second - first);
  return (light + 0.05) / (dark + 0.05);
}
