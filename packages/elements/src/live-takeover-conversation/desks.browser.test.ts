import { expect } from '@open-wc/testing';
import { createFakeClient, type FakeClient } from '../client-source/fake-client.test-support.js';
import { find, has, held, press, say, show, started, words } from './conversation.test-support.js';
import { LiveTakeoverConversation } from './live-takeover-conversation.js';

customElements.define('live-takeover-conversation', LiveTakeoverConversation);

const salesforce = { kind: 'desk', id: 'salesforce', name: 'Dora' } as const;

/** The desk can be asked for with this bot. */
function offerDesk(fake: FakeClient): void {
  fake.desk.set({ ...fake.desk.value, bots: { b: { name: 'Bank Assistant', preparedReplies: [], wrapUp: null, desks: [{ id: 'salesforce', name: 'Salesforce' }] } } });
}

async function openMenu(element: LiveTakeoverConversation): Promise<void> {
  await press(element, '[aria-haspopup="menu"]');
}

describe('a desk outside', () => {
  it('is offered where the backend has one, and asked for by its command after the page was asked', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    expect(has(element, '[data-action="request-desk"]')).to.equal(false);
    offerDesk(fake);
    await element.updateComplete;
    let asked: unknown;
    element.addEventListener('desk-request', (event) => (asked = (event as CustomEvent<unknown>).detail), { once: true });
    await openMenu(element);
    expect(words(element, '[data-action="request-desk"]')).to.equal('Hand to Salesforce');
    await press(element, '[data-action="request-desk"]');
    await element.updateComplete;
    expect(asked).to.include({ conversationId: 'c1', desk: 'salesforce' });
    expect(fake.last('request-desk').body).to.deep.equal({ name: 'request-desk', conversationId: 'c1', term: 0, desk: 'salesforce' });
  });

  it('that was asked for is waited for in words, and not asked for again', async () => {
    const { fake, element } = await held();
    offerDesk(fake);
    say(fake, 'c1', { type: 'takeover-ended', term: 1, endedInto: 2, why: 'requeued' }, { type: 'agent-requested', target: 'salesforce' });
    await element.updateComplete;
    expect(words(element, '.holder')).to.equal('Waiting for a Salesforce agent to accept');
    expect(has(element, '[data-action="request-desk"]')).to.equal(false);
  });

  it('that answers is named verbatim, and nobody here can write', async () => {
    const fake = createFakeClient();
    offerDesk(fake);
    started(fake);
    const element = await show(fake);
    say(fake, 'c1', { type: 'takeover-started', operator: salesforce, term: 1 });
    await element.updateComplete;
    expect(words(element, '.holder')).to.match(/^A SalesForce agent is now handling this chat\./u);
    expect(has(element, 'textarea')).to.equal(false);
    expect(has(element, '[data-action="take-over"]')).to.equal(false);
    await expect(element).to.be.accessible();
  });

  it('that failed is told in the transcript', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    say(fake, 'c1', { type: 'agent-requested', target: 'salesforce' }, { type: 'agent-request-ended', why: 'desk-failed' });
    await element.updateComplete;
    expect(words(element, '[role="log"]')).to.include('Salesforce could not take the conversation');
  });
});

describe('what cannot be shown', () => {
  it('is said to be there, beside the words or alone', async () => {
    const fake = createFakeClient();
    started(fake);
    const element = await show(fake);
    say(fake, 'c1', { type: 'message-sent', from: 'customer', text: 'Look', unsupported: 'location' }, { type: 'unsupported-received', kind: 'reaction' });
    await element.updateComplete;
    expect(words(element, '.unsupported')).to.equal('Unsupported content: location');
    expect(find(element, '.unsupported').querySelector('svg')).not.to.equal(null);
    expect(words(element, '[role="log"]')).to.include('Unsupported content from the customer: reaction');
    await expect(element).to.be.accessible();
  });
});
