/** An agent's day without a mouse: every task once, over the real client and a simulated backend. */
import { createSimulatedClient, fakeClock, type FakeClock, type SimulatedClient } from '@live-takeover/testing';
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../define.js';
import type { LiveTakeoverTable } from '../live-takeover-table/live-takeover-table.js';

const bank = { id: 'harbour-bank', name: 'Harbour Bank' };
const preparedReplies = [
  { id: 'r1', title: 'Greeting', text: 'Good day {customer}, this is {agent}.' },
  { id: 'r2', title: 'Unblock a card', text: 'Your card works again. Your reference is {reference}.' },
];

let clock: FakeClock;
let day: SimulatedClient;
let table: LiveTakeoverTable;

/** What has the focus, innermost; through shadow roots. */
function focused(): HTMLElement | null {
  let element = document.activeElement as HTMLElement | null;
  for (let inner = element; inner !== null; inner = (inner.shadowRoot?.activeElement ?? null) as HTMLElement | null) element = inner;
  return element;
}

async function settle(): Promise<void> {
  await clock.pass(0);
  for (let count = 0; count < 3; count += 1) await new Promise(requestAnimationFrame);
}

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const isShifted = key.startsWith('Shift+');
    if (isShifted) await sendKeys({ down: 'Shift' });
    await sendKeys({ press: key.replace('Shift+', '') });
    if (isShifted) await sendKeys({ up: 'Shift' });
    await settle();
  }
}

async function pressUntil(key: string, what: string, isThere: () => boolean): Promise<void> {
  for (let times = 0; times < 40 && !isThere(); times += 1) await press(key);
  expect(isThere(), `${key} leads to ${what}`).to.equal(true);
}

const pane = (): ShadowRoot => table.shadowRoot!.querySelector('live-takeover-conversation')!.shadowRoot!;
const text = (): string => (pane().textContent ?? '').replaceAll(/\s+/gu, ' ');
const shows = (expected: string): Promise<void> => waitUntil(() => text().includes(expected), `the pane never said “${expected}”`);
const isWriting = (): boolean => focused()?.localName === 'textarea';

describe('an agent’s day by the keyboard alone', () => {
  it('finds the longest waiting, reads, takes over, answers with a prepared reply and a file, notes, transfers, hands back and takes that back', async () => {
    clock = fakeClock();
    const bots = { [bank.id]: { name: bank.name, preparedReplies, wrapUp: { isRequired: true, reasons: [{ id: 'solved', label: 'Solved' }] } } };
    day = createSimulatedClient({ clock, conversations: 0, desk: { bots } });
    const start = (name: string): string => {
      const id = day.simulator.startConversation({ text: 'My card is gone', bot: bank, contact: { name, verified: true } });
      day.simulator.customer(id).askForAgent();
      clock.advance(60_000);
      return id;
    };
    const [first, second] = [start('Maria'), start('Ravi')];
    table = await fixture<LiveTakeoverTable>(
      html`<live-takeover-table lang="en" style="inline-size: 1100px; block-size: 640px" .client=${day.client} .clock=${clock}></live-takeover-table>`,
    );
    await settle();
    await pressUntil('Tab', 'the rows', () => focused()?.closest('.row') !== null);

    await press('n');
    expect(table.conversationId, 'the longest waiting').to.equal(first);
    await waitUntil(() => focused()?.className === 'transcript');
    await press('t');
    await waitUntil(isWriting, 'the focus lands in the composer');

    await sendKeys({ type: '/' });
    await settle();
    await sendKeys({ type: 'unblock' });
    await settle();
    await press('Enter');
    const input = pane().querySelector<HTMLInputElement>('input[type=file]')!;
    input.click = () => {
      const files = new DataTransfer();
      files.items.add(new File(['%PDF-'], 'how-to.pdf', { type: 'application/pdf' }));
      input.files = files.files;
      input.dispatchEvent(new Event('change'));
    };
    await pressUntil('Shift+Tab', 'the button for files', () => focused()?.classList.contains('attach') === true);
    await press('Enter');
    await waitUntil(() => pane().querySelector('.file') !== null && pane().querySelector('progress') === null);
    await pressUntil('Tab', 'the text', isWriting);
    await press('Enter');
    await waitUntil(() => pane().querySelector('.outgoing') === null && text().includes('Your card works again.'));
    expect(day.simulator.events(first).findLast(({ type }) => type === 'message-sent')).to.deep.include({
      text: `Your card works again. Your reference is ${day.simulator.conversation(first)!.reference}.`,
    });
    await shows('how-to.pdf');

    await pressUntil('Shift+Tab', 'the switch to notes', () => focused()?.dataset['mode'] === 'note');
    await press('Enter');
    await waitUntil(isWriting);
    await sendKeys({ type: 'Lost it abroad' });
    await press('Enter');
    await shows('Internal note by Ana Duarte');

    await pressUntil('Shift+Tab', 'Transfer', () => focused()?.dataset['action'] === 'transfer');
    await press('Enter');
    await waitUntil(() => focused()?.localName === 'input');
    await pressUntil('ArrowDown', 'Ben', () => focused()?.closest('label')?.textContent?.includes('Ben Okafor') === true);
    await pressUntil('Tab', 'the note', isWriting);
    await sendKeys({ type: 'Speaks Portuguese' });
    await pressUntil('Tab', 'the button that does it', () => focused()?.textContent?.includes('Transfer to Ben Okafor') === true);
    await press('Enter');
    await shows('Ben Okafor is talking to the customer');
    await shows('Speaks Portuguese');
    expect(day.simulator.conversation(first)!.operator).to.deep.include({ id: 'ben' });

    await press('n');
    expect(table.conversationId).to.equal(second);
    await waitUntil(() => focused()?.className === 'transcript');
    await press('t');
    await waitUntil(isWriting);
    await pressUntil('Shift+Tab', 'Hand back', () => focused()?.dataset['action'] === 'hand-back');
    await press('Enter');
    await waitUntil(() => focused()?.getAttribute('name') === 'wrap-up');
    await press('Space', 'Enter');
    await shows('Handed back to the bot by Ana Duarte · Solved');
    expect(focused()?.dataset['action']).to.equal('undo');
    await press('Enter');
    await waitUntil(isWriting, 'it is taken back');
    expect(day.simulator.conversation(second)!.operator).to.deep.include({ id: 'ana' });
    day.close();
  });
});
