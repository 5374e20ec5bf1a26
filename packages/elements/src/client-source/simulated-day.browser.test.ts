/** The elements over the real client and a simulated backend: one agent's work, end to end. */
import { createSimulatedClient, fakeClock, type FakeClock, type SimulatedClient } from '@live-takeover/testing';
import { expect, fixture, fixtureCleanup, html, waitUntil } from '@open-wc/testing';
import { AgentPresence } from '../agent-presence/agent-presence.js';
import { LiveTakeoverConversation } from '../live-takeover-conversation/live-takeover-conversation.js';
import { onOpenRequest } from './open-conversation.js';

customElements.define('agent-presence', AgentPresence);
customElements.define('live-takeover-conversation', LiveTakeoverConversation);

let clock: FakeClock;
let day: SimulatedClient;

async function showConversation(id: string): Promise<LiveTakeoverConversation> {
  const element = await fixture<LiveTakeoverConversation>(
    html`<live-takeover-conversation .client=${day.client} conversation-id=${id}></live-takeover-conversation>`,
  );
  element.style.setProperty('height', '600px');
  await waitUntil(() => textOf(element, '.transcript') !== '');
  return element;
}

function textOf(element: HTMLElement, selector: string): string {
  return (element.shadowRoot?.querySelector(selector)?.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
}

function press(element: HTMLElement, selector: string): void {
  element.shadowRoot?.querySelector<HTMLElement>(selector)?.click();
}

const shows = (element: HTMLElement, selector: string, text: string): Promise<void> =>
  waitUntil(() => textOf(element, selector).includes(text), `${selector} never said “${text}”, but “${textOf(element, selector)}”`);

describe('with the real client', () => {
  beforeEach(() => {
    clock = fakeClock();
    day = createSimulatedClient({ clock, conversations: 0 });
  });
  afterEach(() => {
    fixtureCleanup();
    day.close();
  });

  it('a conversation is taken over, answered and handed back', async () => {
    const { simulator } = day;
    const id = simulator.startConversation({ text: 'My card is gone', contact: { name: 'Maria', verified: true } });
    const element = await showConversation(id);
    await shows(element, '.bar', 'Take over');
    press(element, '[data-action="take-over"]');
    await shows(element, '.bar', 'You are talking to the customer');
    simulator.bot(id).write('Which card?', { term: 0 });
    const input = element.shadowRoot?.querySelector('textarea');
    if (input) input.value = 'Hello Maria';
    input?.dispatchEvent(new InputEvent('input', { bubbles: true }));
    press(element, '.composer .primary');
    await shows(element, '.transcript', 'Hello Maria');
    await waitUntil(() => element.shadowRoot?.querySelector('.outgoing') === null);
    simulator.customer(id).write('Thank you', 'silence');
    await shows(element, '.transcript', 'Thank you');
    expect(textOf(element, '.suppressed')).to.include('Bot reply, not delivered').and.to.include('Which card?');
    press(element, '[data-action="hand-back"]');
    await shows(element, '.transcript', 'Handed back to the bot by Ana Duarte');
    expect(element.shadowRoot?.querySelector('textarea')).to.equal(null);
  });

  it('the loser of a race is told who won', async () => {
    const { simulator } = day;
    const id = simulator.startConversation({ text: 'Help' });
    const element = await showConversation(id);
    await shows(element, '.bar', 'Take over');
    simulator.faults.cut();
    simulator.colleague('ben').takeOver(id);
    press(element, '[data-action="take-over"]');
    await shows(element, '.bar', 'Taking over');
    simulator.faults.restore();
    await shows(element, '.notice', 'Ben Okafor took this conversation over.');
    await shows(element, '.bar', 'Ben Okafor is talking to the customer');
  });

  it('older pages are read until the beginning', async () => {
    const { simulator } = day;
    const id = simulator.startConversation({ text: 'The very first' });
    for (let index = 0; index < 160; index += 1) simulator.customer(id).write(`Message ${index}`, 'silence');
    const element = await showConversation(id);
    const scroller = element.shadowRoot?.querySelector<HTMLElement>('.transcript');
    await shows(element, '.transcript', 'Message 159');
    for (let round = 0; round < 40 && !scroller?.textContent?.includes('The very first'); round += 1) {
      if (scroller) scroller.scrollTop = 0;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    await shows(element, '.transcript', 'The very first');
  });

  it('an unknown conversation is not found', async () => {
    const element = await fixture<LiveTakeoverConversation>(
      html`<live-takeover-conversation .client=${day.client} conversation-id="nowhere"></live-takeover-conversation>`,
    );
    await shows(element, '.placeholder', 'Conversation not found');
  });

  it('an agent request reaches a page with nothing but <agent-presence>, opens, and is seen', async () => {
    const { simulator, client } = day;
    const element = await fixture<AgentPresence>(html`<agent-presence .client=${client}></agent-presence>`);
    await shows(element, '.switch', 'Agent Online');
    const id = simulator.startConversation({ text: 'A human, please' });
    simulator.customer(id).askForAgent();
    await shows(element, '.toast', 'Customer asks for an agent');
    const opened: string[] = [];
    const leave = onOpenRequest(client, (conversationId) => void opened.push(conversationId));
    press(element, '.toast .open');
    await waitUntil(() => opened.length > 0);
    leave();
    expect(opened).to.deep.equal([id]);
    await waitUntil(() => textOf(element, '.toast') === '');
  });

  it('the third default answer calls for help, and the call ends when a colleague takes over', async () => {
    const { simulator, client } = day;
    const element = await fixture<AgentPresence>(html`<agent-presence .client=${client}></agent-presence>`);
    await shows(element, '.switch', 'Agent Online');
    const id = simulator.startConversation({ bot: { id: 'harbour-bank', name: 'Harbour Bank' }, text: 'What?', reaction: 'default-answer' });
    for (let round = 0; round < 2; round += 1) {
      clock.advance(5_000);
      simulator.customer(id).write('What?', 'default-answer');
    }
    clock.advance(5_000);
    await shows(element, '.toast', 'Bot needs help');
    simulator.colleague('ben').takeOver(id);
    await waitUntil(() => textOf(element, '.toast') === '');
  });

  it('presence says that the connection is lost, and recovers by itself', async () => {
    const element = await fixture<AgentPresence>(html`<agent-presence .client=${day.client}></agent-presence>`);
    await shows(element, '.switch', 'Agent Online');
    day.simulator.faults.cut();
    await shows(element, '.switch', 'Offline: connection lost');
    day.simulator.faults.restore();
    await shows(element, '.switch', 'Agent Online');
    press(element, '.switch');
    await shows(element, '.switch', 'Agent Offline');
  });

  it('nothing is left running when the elements are gone', async () => {
    const { simulator } = day;
    const id = simulator.startConversation({ text: 'Hello' });
    await showConversation(id);
    await fixture(html`<agent-presence .client=${day.client}></agent-presence>`);
    fixtureCleanup();
    clock.advance(60_000);
    expect(day.client.connection.value.state).to.equal('idle');
  });
});
