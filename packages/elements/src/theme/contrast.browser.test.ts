import { expect, fixture, html } from '@open-wc/testing';
import { LitElement, html as litHtml, type CSSResultGroup, type TemplateResult } from 'lit';
import { baseStyles } from './base-styles.js';

class Swatch extends LitElement {
  static override styles: CSSResultGroup = [...baseStyles];

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
];

for (const theme of ['light', 'dark'])
  for (const [pairs, least] of [[textPairs, 4.5], [edgePairs, 3]] as const)
    for (const [front, back] of pairs)
      it(`${front} on ${back} has a contrast of at least ${least} in ${theme}`, async () => {
        const swatch = await fixture<Swatch>(html`<test-swatch theme=${theme}></test-swatch>`);
        expect(contrast(colour(swatch, front), colour(swatch, back))).to.be.at.least(least);
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
