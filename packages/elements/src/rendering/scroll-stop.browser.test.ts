import { expect } from '@open-wc/testing';
import { html, render } from 'lit';
import { scrollStop } from './scroll-stop.js';

/** Sizes are told after a frame's layout; then its outcome can be seen. */
async function laidOut(): Promise<void> {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}

describe('what scrolls', () => {
  let place: HTMLElement;
  beforeEach(() => document.body.append((place = document.createElement('div'))));
  afterEach(() => place.remove());

  const show = async (heights: readonly number[]): Promise<HTMLElement> => {
    render(
      html`<section style="block-size: 100px; overflow-y: auto" ${scrollStop()}>${heights.map((height) => html`<p style="margin: 0; block-size: ${height}px"></p>`)}</section>`,
      place,
    );
    await laidOut();
    return place.querySelector('section')!;
  };

  it('is a stop of Tab only while there is something to scroll', async () => {
    expect((await show([40])).hasAttribute('tabindex')).to.equal(false);
    expect((await show([40, 80])).tabIndex).to.equal(0);
    expect((await show([20])).hasAttribute('tabindex')).to.equal(false);
  });

  it('is one when what is in it grows by itself', async () => {
    const section = await show([40]);
    section.querySelector('p')!.style.blockSize = '400px';
    await laidOut();
    expect(section.tabIndex).to.equal(0);
  });
});
