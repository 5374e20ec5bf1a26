import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

// The one that the elements' own tests use.
const fromTesting = createRequire(import.meta.resolve('@open-wc/testing'));
const fromChai = createRequire(fromTesting.resolve('chai-a11y-axe'));
const source = readFile(fromChai.resolve('axe-core/axe.min.js'), 'utf8');

interface AxeWindow {
  readonly axe?: { run(options: object): Promise<{ readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }[] }> };
}

/** What axe finds wrong with the whole page, targets under 24 pixels too, a line for each place; empty if nothing is. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => (window as AxeWindow).axe !== undefined))) await page.evaluate(await source);
  return page.evaluate(async () => {
    const found = await (window as AxeWindow).axe?.run({ rules: { 'target-size': { enabled: true } } });
    if (found === undefined) return ['axe was not loaded'];
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 300)} ${failureSummary ?? ''}`));
  });
}
