/** `<agent-presence>` in a fake browser, and hands for it. */
import type { Alert } from '@live-takeover/sdk';
import { fakeClock } from '@live-takeover/testing';
import { fixture, html } from '@open-wc/testing';
import type { AlertingEnvironment } from '../alerting/alerting-environment.js';
import { fakeBrowser, type FakeBrowser } from '../alerting/fake-browser.test-support.js';
import { fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import { browserStore, type PreferenceStore } from '../preferences/preference-store.js';
import { AgentPresence } from './agent-presence.js';

/** Where elements left for. */
export const left: string[] = [];

let browser: FakeBrowser = fakeBrowser(fakeClock(fakeNow));

/** A browser of its own for this test, in which elements are tabs. */
export function openBrowser(): FakeBrowser {
  return (browser = fakeBrowser(fakeClock(fakeNow)));
}

class TestedPresence extends AgentPresence {
  readonly #environment = browser.tab();

  protected override get environment(): AlertingEnvironment {
    return this.#environment;
  }

  protected override navigate(href: string): void {
    left.push(href);
  }
}

customElements.define('agent-presence', TestedPresence);

/** An alert that came just now. */
export function alertOf(id: string, more: Partial<Alert> = {}): Alert {
  return { id, kind: 'agent-request', conversationId: `c-${id}`, at: fakeNow, ring: 1, botName: 'Bank Assistant', label: `Label ${id}`, ...more };
}

/** Kept for this test alone. */
export function memoryStore(): PreferenceStore {
  return browserStore(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
}

/** How an element is shown. */
export interface ShowOptions {
  readonly href?: string;
  readonly guide?: string;
  readonly store?: PreferenceStore;
  readonly awayAfter?: string;
  readonly awayReason?: string;
}

/** One element, in a tab of the test's browser. */
export async function show(fake: FakeClient, { href = '', guide = 'off', store = memoryStore(), awayAfter, awayReason = 'offline' }: ShowOptions = {}): Promise<AgentPresence> {
  const element = await fixture<AgentPresence>(
    html`<agent-presence .client=${fake.client} .preferences=${store} takeover-href=${href} guide=${guide} away-reason=${awayReason}></agent-presence>`,
  );
  if (awayAfter !== undefined) element.setAttribute('away-after', awayAfter);
  await settle(element);
  return element;
}

/** Waits for what an update brings about. */
export async function settle(element: AgentPresence): Promise<void> {
  for (let count = 0; count < 3; count += 1) await element.updateComplete;
}

export function find<Found extends HTMLElement = HTMLElement>(element: AgentPresence, selector: string): Found {
  const found = element.shadowRoot?.querySelector<Found>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}

export function findAll<Found extends HTMLElement = HTMLElement>(element: AgentPresence, selector: string): readonly Found[] {
  return [...(element.shadowRoot?.querySelectorAll<Found>(selector) ?? [])];
}

/** What is written there, in one line. */
export function words(element: AgentPresence, selector: string): string {
  return lineOf(find(element, selector));
}

/** What is written in an element, in one line. */
export function lineOf(element: Element): string {
  return (element.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
}

export function toasts(element: AgentPresence): readonly HTMLElement[] {
  return findAll(element, '.toast');
}

/** A desk with a reason that receives no requests and one that does; the agent chose one of them. */
export function chooseReason(fake: FakeClient, id: string): void {
  fake.desk.set({
    ...fake.desk.value,
    reasons: [
      { id: 'break', label: 'On a break', receivesRequests: false },
      { id: 'training', label: 'In training', receivesRequests: true },
    ],
  });
  fake.availability.set(id);
}

/** A supervisor set the agent Offline. */
export function setOfflineBy(fake: FakeClient, setBy: string): void {
  fake.availability.set('offline');
  fake.agents.set([{ id: 'ana', name: 'Ana', availability: 'offline', isReachable: true, setBy }]);
}

export async function press(element: AgentPresence, selector: string): Promise<void> {
  find(element, selector).click();
  await settle(element);
}
