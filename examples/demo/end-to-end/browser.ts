import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { chromiumArguments, findChromium } from '../../../.ci/chromium.mjs';

/** A headless Chromium. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), headless: true, args: [...chromiumArguments] });
}

/** A page of its own customer or agent, whose errors fail the test that asks for {@link problemsOf}. */
export async function openPage(browser: Browser, url: string, size: { readonly width: number; readonly height: number } = { width: 1440, height: 900 }): Promise<Page> {
  const context = await browser.newContext({ viewport: { ...size } });
  await context.addInitScript(holdableSockets);
  await context.addInitScript(notNew);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`${error.name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy|TrustedHTML/.test(message.text())) problems.push(message.text());
  });
  pageProblems.set(page, problems);
  await page.goto(url);
  return page;
}

const pageProblems = new WeakMap<Page, string[]>();

/** Script errors, violations of the content security policy and console errors so far. */
export function problemsOf(page: Page): readonly string[] {
  return pageProblems.get(page) ?? [];
}

interface HoldableWindow {
  isHeld?: boolean;
  release?: () => void;
}

/** Keeps what arrives by WebSocket from the page until {@link release}, so that two people can act before either hears of the other. */
export async function hold(page: Page): Promise<void> {
  await page.evaluate(() => void ((window as HoldableWindow).isHeld = true));
}

/** Hands over what was held, in order, and everything from now on. */
export async function release(page: Page): Promise<void> {
  await page.evaluate(() => (window as HoldableWindow).release?.());
}

/** Runs in the page before its own scripts: the agent has seen the card for who is new, which would lie over what is pressed. */
function notNew(): void {
  const agent = new URLSearchParams(location.search).get('agent')?.toLowerCase();
  if (agent === undefined) return;
  const endpoint = new URL('/v1/agents', location.href.replace(/^http/, 'ws')).href;
  localStorage.setItem(`live-takeover/${encodeURIComponent(endpoint)}/${encodeURIComponent(agent)}/guide`, 'seen');
}

/** Runs in the page before its own scripts: the first listener of every socket is ours. */
function holdableSockets(): void {
  const page = window as HoldableWindow;
  const held: { readonly socket: WebSocket; readonly data: unknown }[] = [];
  let isReplaying = false;
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', (event) => {
        if (page.isHeld !== true || isReplaying) return;
        event.stopImmediatePropagation();
        held.push({ socket: this, data: event.data });
      });
    }
  };
  page.release = () => {
    isReplaying = true;
    for (const { socket, data } of held.splice(0)) socket.dispatchEvent(new MessageEvent('message', { data }));
    isReplaying = false;
    page.isHeld = false;
  };
}
