/** A supervisor at work: the elements over the real client and a simulated backend. */
import { createSimulatedClient, fakeClock, type FakeClock, type SimulatedClient } from '@live-takeover/testing';
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import '../define.js';
import type { AgentPresence } from '../agent-presence/agent-presence.js';
import { browserStore } from '../preferences/preference-store.js';
import type { LiveTakeoverSettings } from './live-takeover-settings.js';

let clock: FakeClock;
let day: SimulatedClient;

beforeEach(() => {
  clock = fakeClock();
  day = createSimulatedClient({ clock, agent: { id: 'sam', name: 'Sam', role: 'supervisor' } });
});
afterEach(() => day.close());

async function settle(element: AgentPresence | LiveTakeoverSettings): Promise<void> {
  await clock.pass(100);
  await element.updateComplete;
}

it('changes a threshold, and the rules of the desk follow', async () => {
  const presence = await fixture<AgentPresence>(html`<agent-presence guide="off" .client=${day.client}></agent-presence>`);
  const element = await fixture<LiveTakeoverSettings>(html`<live-takeover-settings bot-id="harbour-bank" .client=${day.client}></live-takeover-settings>`);
  const root = element.shadowRoot!;
  await settle(presence);
  await settle(element);
  await waitUntil(() => root.getElementById('tab-thresholds') !== null, 'the settings are read');
  root.getElementById('tab-thresholds')!.click();
  await settle(element);
  const field = root.getElementById('rules.stalledAfterMs') as HTMLInputElement;
  field.value = '9';
  field.dispatchEvent(new InputEvent('input'));
  await settle(element);
  root.querySelector<HTMLElement>('[part~="save"]')!.click();
  await settle(element);
  await settle(element);
  expect(root.querySelector('.foot [role="status"]')?.textContent).to.equal('Saved.');
  expect([day.client.rules.value['harbour-bank']?.stalledAfterMs, element.hasUnsavedChanges]).to.deep.equal([9 * 60_000, false]);
});

it('sets a colleague Offline, and everybody sees who it was', async () => {
  const store = browserStore(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
  const element = await fixture<AgentPresence>(html`<agent-presence lang="en" guide="off" .preferences=${store} .client=${day.client}></agent-presence>`);
  const root = element.shadowRoot!;
  await settle(element);
  root.querySelector<HTMLElement>('.menu')!.click();
  await waitUntil(() => root.querySelector('[data-agent="ben"]') !== null, 'the panel is open');
  const ben = (): string => (root.querySelector('[data-agent="ben"]')?.textContent ?? '').replaceAll(/\s+/gu, ' ');
  expect(ben()).to.include('Online');
  root.querySelector<HTMLElement>('[data-agent="ben"] .set-offline')!.click();
  await settle(element);
  root.querySelector<HTMLElement>('.confirm .primary')!.click();
  await settle(element);
  await settle(element);
  expect(ben()).to.include('Offline, set by Sam');
});
