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
