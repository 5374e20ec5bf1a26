/** Pictures kept of the elements, and whether this browser draws as the one did in which they were taken. */
import { expect } from '@open-wc/testing';
import { executeServerCommand, readFile, writeFile } from '@web/test-runner-commands';
import { visualDiff } from '@web/test-runner-visual-regression';
import { fakeNow } from '../client-source/fake-client.test-support.js';

const recordPath = '../../visual/drawn-with.json';
const { keepsPictures = false } = window as { readonly keepsPictures?: boolean };

/**
 * Compares the page with the picture of that name. Letters have other shapes with
 * other fonts and in another browser: there, which is said once, a page only has
 * to show something, and the same when it is drawn again.
 */
export async function comparePicture(name: string, drawAgain: () => Promise<void>): Promise<void> {
  if (await isComparable()) return visualDiff(document.documentElement, name);
  const first = await markPicture();
  expect(first.colours, 'how many colours are drawn').to.be.greaterThan(2);
  await drawAgain();
  expect((await markPicture()).changed, 'how much is drawn otherwise the second time').to.be.lessThan(0.0001);
}

/** How many colours are in the picture, and how much of it, from 0 to 1, is not as in the picture before. */
async function markPicture(): Promise<{ readonly colours: number; readonly changed: number }> {
  return (await executeServerCommand('mark-picture')) as { colours: number; changed: number };
}

let comparable: Promise<boolean> | undefined;

function isComparable(): Promise<boolean> {
  return (comparable ??= (async () => {
    const here = JSON.stringify(await drawnWith(), null, 2);
    if (keepsPictures) await writeFile({ path: recordPath, content: `${here}\n` });
    const kept = keepsPictures ? here : (await readFile({ path: recordPath }))?.trim();
    if (kept !== here) console.warn(`The kept pictures were drawn with ${kept}, here it would be ${here}: they are not compared, each is only drawn twice.`);
    return kept === here;
  })());
}

/** The browser, what its fonts make of a few letters, and how it says times and dates. */
async function drawnWith(): Promise<Readonly<Record<string, string>>> {
  const canvas = new OffscreenCanvas(400, 120);
  const brush = canvas.getContext('2d')!;
  for (const [row, font] of ['14px system-ui', '600 14px system-ui', '13px ui-monospace, monospace'].entries()) {
    brush.font = font;
    brush.fillText('Waiting For Agent ·…↑ 0123456789 مرحبا שלום 👋', 4, 30 + 30 * row);
  }
  const digest = await crypto.subtle.digest('SHA-256', brush.getImageData(0, 0, 400, 120).data);
  const letters = [...new Uint8Array(digest).slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const version = /Chrom(?:e|ium)\/(\d+)/u.exec(navigator.userAgent)?.[1] ?? navigator.userAgent;
  return { browser: `Chromium ${version}`, letters, time: new Date(fakeNow).toLocaleString() };
}
