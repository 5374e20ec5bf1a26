import { TakeoverError, type Attachment, type NewEvent } from '@live-takeover/sdk';
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { createFakeClient, fakeNow, type FakeClient, type GivenUpload } from '../client-source/fake-client.test-support.js';
import { LiveTakeoverConversation } from './live-takeover-conversation.js';

customElements.define('live-takeover-conversation', LiveTakeoverConversation);

const attachment: Attachment = { name: 'plan.pdf', contentType: 'application/pdf', url: 'https://gw.example/v1/attachments/x', sizeBytes: 5, expiresAt: fakeNow + 60_000 };
const ana = { kind: 'agent', id: 'ana', name: 'Ana' } as const;

/** A conversation that Ana holds. */
async function held(fake: FakeClient = createFakeClient(), ...facts: readonly NewEvent[]): Promise<{ fake: FakeClient; element: LiveTakeoverConversation }> {
  const bot = { id: 'b', name: 'Bank Assistant' };
  fake.append(
    'c1',
    { type: 'conversation-started', id: 's', bot, channel: 'web', contact: { verified: false }, attributes: {}, reference: '7K3QX9TM', thread: 't' },
    { type: 'takeover-started', id: 't', operator: ana, term: 1 },
    ...facts,
  );
  const element = await fixture<LiveTakeoverConversation>(
    html`<live-takeover-conversation .client=${fake.client} conversation-id="c1" style="height: 600px"></live-takeover-conversation>`,
  );
  await element.updateComplete;
  return { fake, element };
}

const all = (element: LiveTakeoverConversation, selector: string): readonly HTMLElement[] => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
const find = (element: LiveTakeoverConversation, selector: string): HTMLElement => {
  const [found] = all(element, selector);
  if (found === undefined) throw new Error(`There is no ${selector}.`);
  return found;
};
const words = (element: LiveTakeoverConversation, selector: string): string => find(element, selector).innerText.replace(/\s+/g, ' ').trim();

/** Chooses files as the system's dialogue does. */
async function choose(element: LiveTakeoverConversation, ...files: readonly File[]): Promise<void> {
  const input = find(element, 'input[type=file]') as HTMLInputElement;
  const list = new DataTransfer();
  for (const file of files) list.items.add(file);
  input.files = list.files;
  input.dispatchEvent(new Event('change'));
  await element.updateComplete;
}

const pdf = (name = 'plan.pdf'): File => new File(['12345'], name, { type: 'application/pdf' });
function upload(fake: FakeClient, index = 0): GivenUpload {
  const given = fake.uploads[index];
  if (given === undefined) throw new Error('Nothing was uploaded.');
  return given;
}
const settled = async (element: LiveTakeoverConversation): Promise<void> => {
  await Promise.resolve();
  await Promise.resolve();
  await element.updateComplete;
};

describe('A file in the composer', () => {
  it('is uploaded as soon as it is chosen, shows how far it got, and goes with the text', async () => {
    const { fake, element } = await held();
    await choose(element, pdf());
    expect(words(element, '.file')).to.include('plan.pdf').and.to.include('5B');
    upload(fake).options.onProgress?.(3, 5);
    await element.updateComplete;
    expect((find(element, 'progress') as HTMLProgressElement).value).to.equal(3);
    expect(find(element, '[part~=send]').getAttribute('aria-disabled')).to.equal('true');
    expect(words(element, '.composer-hint')).to.equal('You can send as soon as the files are uploaded');
    upload(fake).resolve(attachment);
    await settled(element);
    expect(all(element, 'progress')).to.have.length(0);
    find(element, 'textarea').focus();
    await sendKeys({ type: 'The plan' });
    await sendKeys({ press: 'Enter' });
    expect(fake.last('send').body).to.deep.equal({ name: 'send', conversationId: 'c1', term: 1, text: 'The plan', attachments: [attachment] });
    await element.updateComplete;
    expect(all(element, '.file')).to.have.length(0);
    expect(words(element, '.outgoing .attachment')).to.include('plan.pdf');
  });

  it('needs no text', async () => {
    const { fake, element } = await held();
    await choose(element, pdf());
    upload(fake).resolve(attachment);
    await settled(element);
    find(element, '[part~=send]').click();
    await settled(element);
    expect(fake.last('send').body).to.deep.include({ text: '', attachments: [attachment] });
  });

  it('that failed says why, is not sent, and can be taken out', async () => {
    const { fake, element } = await held();
    await choose(element, pdf());
    upload(fake).reject(new TakeoverError('attachment-too-large', 'Too large.'));
    await settled(element);
    expect(words(element, '.file [role=alert]')).to.equal('Too large.');
    expect(find(element, '[part~=send]').getAttribute('aria-disabled')).to.equal('true');
    find(element, '.file button').click();
    await element.updateComplete;
    expect(all(element, '.file')).to.have.length(0);
    await element.updateComplete;
    expect(element.shadowRoot?.activeElement).to.equal(find(element, 'textarea'));
  });

  it('that is taken out while it is on its way is given up', async () => {
    const { fake, element } = await held();
    await choose(element, pdf('a.pdf'), pdf('b.pdf'));
    expect(all(element, '.file')).to.have.length(2);
    find(element, '.file button').click();
    expect(upload(fake).options.signal?.aborted).to.equal(true);
    expect(upload(fake, 1).options.signal?.aborted).to.equal(false);
    upload(fake).reject(new TakeoverError('aborted', 'The caller gave up.'));
    await settled(element);
    expect(words(element, '.files')).to.include('b.pdf').and.not.include('a.pdf');
  });

  it('stays with its conversation when another one is opened', async () => {
    const { fake, element } = await held();
    await choose(element, pdf());
    element.conversationId = null;
    await element.updateComplete;
    upload(fake).resolve(attachment);
    element.conversationId = 'c1';
    await settled(element);
    expect([all(element, '.file').length, all(element, 'progress').length]).to.deep.equal([1, 0]);
  });

  it('comes back with the text of a message that was not sent', async () => {
    const { fake, element } = await held();
    await choose(element, pdf());
    upload(fake).resolve(attachment);
    await settled(element);
    find(element, '[part~=send]').click();
    await settled(element);
    fake.last('send').fail(new TakeoverError('attachment-expired', 'Gone.'));
    await settled(element);
    expect(words(element, '.outgoing .failure')).to.include('The file has expired. Attach it again.');
    all(element, '.outgoing .message-actions, .message-actions')[0]?.querySelectorAll('button')[1]?.click();
    await element.updateComplete;
    expect(words(element, '.file')).to.include('plan.pdf');
  });

  it('is chosen by keyboard alone, among the types and as many as the backend takes', async () => {
    const fake = createFakeClient();
    fake.limits.set({ messageLength: 4_000, attachments: { sizeBytes: 10, count: 2, types: ['image/png', 'application/pdf'] } });
    const { element } = await held(fake);
    const input = find(element, 'input[type=file]') as HTMLInputElement;
    expect(input.accept).to.equal('image/png,application/pdf');
    let opened = 0;
    input.click = () => void (opened += 1);
    find(element, '.attach').focus();
    await sendKeys({ press: 'Enter' });
    expect(opened).to.equal(1);
    await choose(element, pdf('a.pdf'), pdf('b.pdf'), pdf('c.pdf'));
    expect(all(element, '.file')).to.have.length(2);
    expect(find(element, '.attach').getAttribute('aria-disabled')).to.equal('true');
    find(element, '.attach').click();
    expect(opened).to.equal(1);
  });

  it('is not offered where the backend takes none', async () => {
    for (const fake of [createFakeClient({ attachments: false }), createFakeClient()]) {
      fake.limits.set({ messageLength: 4_000, attachments: null });
      expect(all((await held(fake)).element, '.attach')).to.have.length(0);
    }
  });

  it('leaves the composer accessible', async () => {
    const { fake, element } = await held();
    await choose(element, pdf('a.pdf'), pdf('b.pdf'));
    upload(fake).reject(new TakeoverError('attachments-full', 'Full.'));
    await settled(element);
    await expect(element).to.be.accessible();
  });
});

describe('A file in the transcript', () => {
  it('is a link until it expires, then it says so', async () => {
    const { fake, element } = await held(createFakeClient(), { type: 'message-sent', id: 'm', from: 'customer', text: '', attachments: [attachment] });
    expect(find(element, '.attachment').localName).to.equal('a');
    fake.state.now = fakeNow + 60_000;
    element.requestUpdate();
    await element.updateComplete;
    expect([find(element, '.attachment').localName, words(element, '.attachment')]).to.deep.equal(['span', 'plan.pdf 5B expired']);
  });
});
