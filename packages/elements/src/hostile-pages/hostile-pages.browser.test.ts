import { expect } from '@open-wc/testing';
import type { OpenerWindow } from './agents-day.test-support.js';
import type { Hostility } from './hostilities.test-support.js';

type Page = Window & typeof globalThis;

/** That the page is what it is meant to be. */
const proofs: Readonly<Record<Hostility, (page: Page) => boolean>> = {
  'patched-arrays': ({ Array: { prototype } }) => Object.keys(prototype).includes('each') && 'toJSON' in prototype,
  zones: (page) => page.Promise.name === 'ZoneAwarePromise',
  'frozen-intrinsics': (page) => [page.Object, page.Array, page.Promise, page.Error].every(({ prototype }) => Object.isFrozen(prototype)),
  'blocked-storage'(page) {
    try {
      return page.localStorage === undefined;
    } catch {
      // That it throws is what is asked for.
      return page.Notification === undefined;
    }
  },
  'loud-styles': (page) => page.getComputedStyle(page.document.body).letterSpacing !== 'normal',
};

/** An agent's day in a page of its own, spoilt before anything of ours is in it. @returns what went wrong */
async function dayIn(hostility: Hostility | undefined, width: number): Promise<readonly string[]> {
  const frame = document.createElement('iframe');
  frame.style.cssText = `inline-size: ${width}px; block-size: 800px; border: 0`;
  const over = new Promise<readonly string[]>((resolve) => Object.assign(window as unknown as OpenerWindow, { onDay: resolve }));
  document.body.append(frame);
  const page = frame.contentDocument!;
  // With a doctype, for the box model of our time.
  page.open();
  page.write('<!doctype html><html lang="en"><title>A page</title><body>');
  page.close();
  // Opening a document takes the listeners off its window.
  const broken = new Promise<readonly string[]>((resolve) => frame.contentWindow?.addEventListener('error', ({ message, filename, lineno }) => resolve([`${message} in ${filename}:${lineno}`])));
  const working = (async () => {
    if (hostility !== undefined) await loaded(page, `./hostilities.test-support.ts?hostility=${hostility}`);
    await loaded(page, './agents-day.test-support.ts');
    return over;
  })();
  const faults = await Promise.race([working, broken]);
  const isSpoilt = hostility === undefined || proofs[hostility](frame.contentWindow as Page);
  frame.remove();
  return isSpoilt ? faults : [...faults, 'The page was not hostile.'];
}

function loaded(page: Document, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = page.createElement('script');
    script.type = 'module';
    script.src = new URL(address, import.meta.url).href;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${address} could not be loaded.`));
    page.head.append(script);
  });
}

describe('an agent’s day', () => {
  const pages: readonly (readonly [string, Hostility | undefined])[] = [
    ['in a page that does nothing', undefined],
    ['in a page that gives arrays methods of its own', 'patched-arrays'],
    ['in a page that wraps promises, timers and listeners in zones', 'zones'],
    ['in a page whose language is frozen', 'frozen-intrinsics'],
    ['in a page that may store nothing, tell its tabs nothing and notify nobody', 'blocked-storage'],
    ['in a page whose styles are for everything there is', 'loud-styles'],
  ];
  for (const [name, hostility] of pages)
    for (const width of [1200, 320])
      it(`${name} goes as anywhere, ${width} px wide`, async () => {
        expect(await dayIn(hostility, width)).to.deep.equal([]);
      });
});
