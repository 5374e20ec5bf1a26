/** Five tabs of one browser: the platform's own locks and channels decide who rings. */
import { expect } from '@open-wc/testing';
import type { TabWindow } from './tab.test-support.js';

interface Told {
  readonly tab: Window;
  readonly what: 'ready' | 'sound' | 'notification';
}

const told: Told[] = [];
const by = (what: Told['what']): readonly Window[] => told.filter((each) => each.what === what).map(({ tab }) => tab);
const waiting: { readonly isThere: () => boolean; readonly resolve: () => void }[] = [];
const page = window as unknown as TabWindow;
page.onTab = (tab, what) => {
  told.push({ tab, what });
  for (const { isThere, resolve } of waiting) if (isThere()) resolve();
};

/** Resolves once as many have happened. */
function happened(what: Told['what'], count: number): Promise<void> {
  const isThere = (): boolean => count <= by(what).length;
  return new Promise((resolve) => {
    waiting.push({ isThere, resolve });
    if (isThere()) resolve();
  });
}

const called = (count: number): Promise<unknown> => Promise.all([happened('sound', count), happened('notification', count)]);

function openTab(): TabWindow {
  const tab = window.open('about:blank', '_blank') as TabWindow | null;
  if (tab === null) throw new Error('This browser opens no tabs for a test.');
  const script = tab.document.createElement('script');
  script.type = 'module';
  script.src = new URL('./tab.test-support.ts', import.meta.url).href;
  tab.document.head.append(script);
  return tab;
}

it('of five tabs one rings and notifies, and when it is closed another does at once', async () => {
  const tabs = Array.from({ length: 5 }, openTab);
  await happened('ready', 5);
  const ring = (id: string): void => tabs.filter((tab) => !tab.closed).forEach((tab) => tab.ring(id));

  ring('first');
  await called(1);
  ring('second');
  await called(2);
  // Whoever else would have rung for the first has had five seconds for it.
  expect([by('sound').length, new Set(by('sound')).size, by('notification').length]).to.deep.equal([2, 1, 2]);

  const leading = new Set([...by('sound'), ...by('notification')]);
  for (const tab of leading) tab.close();
  ring('third');
  await called(3);
  expect([by('sound').length, by('notification').length]).to.deep.equal([3, 3]);
  expect(leading.has(by('sound')[2]!)).to.equal(false);
  for (const tab of tabs) tab.close();
}).timeout(60_000);
