/** The table over a connector that talks nonsense. */
import { allCapabilities, createTakeoverClient, fold, type Connector, type ConnectorSink, type Conversation, type ConversationEvent } from '@live-takeover/sdk';
import { expect, fixture, fixtureCleanup, html } from '@open-wc/testing';
import '../define.js';
import type { LiveTakeoverTable } from '../live-takeover-table/live-takeover-table.js';

const bank = { id: 'bank', name: 'Bank helper' };

function historyOf(id: string): readonly ConversationEvent[] {
  const at = Date.now();
  return [
    { id: `${id}:1`, conversationId: id, seq: 1, at, type: 'conversation-started', bot: bank, channel: 'web', contact: { verified: false }, attributes: {}, reference: `REF${id}`, thread: id },
    { id: `${id}:2`, conversationId: id, seq: 2, at, type: 'message-sent', from: 'customer', text: 'Hello' },
  ];
}
const headOf = (id: string): Conversation => historyOf(id).reduce<Conversation | undefined>((head, event) => fold(head, event), undefined)!;
const said = (id: string, seq: number, text: unknown): ConversationEvent => ({ id: `${id}:${seq}`, conversationId: id, seq, at: Date.now(), type: 'message-sent', from: 'customer', text }) as ConversationEvent;

describe('the table over a connector that talks nonsense', () => {
  let sink: ConnectorSink;
  let table: LiveTakeoverTable;
  const errors: unknown[] = [];
  const onError = (event: Event): void => void errors.push(event);
  const inTable = (selector: string): HTMLElement | null => table.shadowRoot!.querySelector(selector);
  const settle = async (): Promise<void> => {
    for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
  };

  beforeEach(async () => {
    errors.length = 0;
    window.addEventListener('unhandledrejection', onError);
    const connector: Connector = {
      capabilities: allCapabilities,
      open: (_scope, to) => void (sink = to),
      send: () => Promise.reject('no' as never),
      transcript: () => Promise.reject(undefined as never),
      head: () => Promise.reject(Object.create(null) as never),
    };
    const client = createTakeoverClient({ connector });
    table = await fixture<LiveTakeoverTable>(html`<live-takeover-table lang="en" .client=${client}></live-takeover-table>`);
    sink.connection({ state: 'catching-up' });
    sink.snapshot({ heads: [headOf('a'), { ...headOf('b'), contact: { name: 7 } }, { id: 'c' }, headOf('d')] as never, isFirst: true, isLast: true });
    sink.connection({ state: 'up-to-date' });
    await settle();
  });
  afterEach(() => {
    fixtureCleanup();
    window.removeEventListener('unhandledrejection', onError);
  });

  it('shows what makes sense, and says with a code and a way to its explanation that something did not', async () => {
    expect([...table.shadowRoot!.querySelectorAll<HTMLElement>('.rows > .row')].map(({ dataset }) => dataset['id'])).to.deep.equal(['a', 'd']);
    const notice = inTable('[part~="problem"]')!;
    expect(notice.closest('[role="status"]')).to.not.equal(null);
    expect(notice.textContent).to.include('made no sense and was left out').and.to.include('bad-event');
    expect(notice.querySelector('a')).to.equal(null);
    table.errorsHref = 'https://desk.example/errors#{code}';
    await settle();
    expect(notice.querySelector('a')?.href).to.equal('https://desk.example/errors#bad-event');
    expect(notice.querySelector('a')?.rel).to.equal('noopener noreferrer');
    await expect(table).to.be.accessible();
  });

  it('goes on with every other conversation, and after the notice was read says only what is new', async () => {
    inTable('[part~="dismiss-problem"]')!.click();
    await settle();
    expect(inTable('[part~="problem"]')).to.equal(null);
    sink.events([said('a', 3, { not: 'text' }), said('d', 3, 'Still here')]);
    await settle();
    expect(inTable('.row[data-id="d"]')?.textContent).to.include('Still here');
    expect(inTable('.row[data-id="a"]')?.textContent).to.include('Hello');
    expect(inTable('[part~="problem"]')).to.not.equal(null);
  });

  it('opens a conversation whose transcript is refused with nothing, and offers to try again', async () => {
    table.open('d');
    await settle();
    const pane = table.shadowRoot!.querySelector('live-takeover-conversation')!.shadowRoot!;
    expect(pane.textContent).to.include('could not');
    expect(pane.querySelector('[part~="retry"], .button')).to.not.equal(null);
    sink.events([said('d', 3, 'Still here')]);
    await settle();
    expect(inTable('.row[data-id="d"]')?.textContent).to.include('Still here');
    expect(errors).to.deep.equal([]);
  });
});
