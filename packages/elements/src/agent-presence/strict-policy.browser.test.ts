import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { createFakeClient } from '../client-source/fake-client.test-support.js';
import { LiveTakeoverSettings } from '../settings/live-takeover-settings.js';
import { alertOf, find, openBrowser, settle, show } from './presence.test-support.js';

customElements.define('live-takeover-settings', LiveTakeoverSettings);

it('<agent-presence> and <live-takeover-settings> work under a strict policy with enforced trusted types', async () => {
  openBrowser();
  const violations: string[] = [];
  document.addEventListener('securitypolicyviolation', (event) => void violations.push(`${event.violatedDirective} ${event.sample}`));
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "style-src 'self'; media-src 'none'; require-trusted-types-for 'script'; trusted-types lit-html";
  document.head.append(policy);

  const fake = createFakeClient();
  fake.me.set({ id: 'sam', name: 'Sam', role: 'supervisor' });
  fake.alerts.set([alertOf('a')]);
  const presence = await show(fake, { guide: '' });
  const shown = oneEvent(find(presence, '#panel'), 'toggle');
  find(presence, '.menu').click();
  await shown;
  find(presence, '#panel [part="button test"]').click();
  await settle(presence);
  expect([find(presence, '#panel').matches(':popover-open'), find(presence, '#guide').matches(':popover-open')]).to.deep.equal([true, true]);

  const settings = await fixture<LiveTakeoverSettings>(html`<live-takeover-settings .client=${fake.client}></live-takeover-settings>`);
  const rules = { agentThreshold: 3, stalledAfterMs: 300_000, abandonedAfterMs: 1_800_000, timeoutMs: 86_400_000 };
  const week = Array.from({ length: 7 }, () => [{ from: '09:00', to: '17:00' }]);
  fake.questions[0]?.resolve({ bank: { version: 0, rules, preparedReplies: [], messages: { start: 'Hi' }, openingHours: { timeZone: 'UTC', week, closedOn: [] } } });
  await Promise.resolve();
  for (const section of ['thresholds', 'messages', 'hours']) {
    await settings.updateComplete;
    settings.shadowRoot?.getElementById(`tab-${section}`)?.click();
  }
  await settings.updateComplete;
  expect(settings.shadowRoot?.querySelectorAll('.day')).to.have.length(7);

  expect(violations).to.deep.equal([]);
  // The policy was in force all along: it refuses what it must refuse.
  const refused = oneEvent(document, 'securitypolicyviolation');
  document.createElement('div').setAttribute('style', 'color: red');
  await refused;
  expect(violations).to.have.length(1);
});
