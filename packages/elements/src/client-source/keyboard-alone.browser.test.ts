/** An agent without a mouse: the elements over the real client and a simulated backend. */
import { createSimulatedClient, fakeClock, type FakeClock, type SimulatedClient } from '@live-takeover/testing';
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../define.js';
import type { LiveTakeoverTable } from '../live-takeover-table/live-takeover-table.js';

let clock: FakeClock;
let day: SimulatedClient;
let table: LiveTakeoverTable;

/** What has the focus, innermost; through shadow roots. */
function focused(): HTMLElement | null {
  let element = document.activeElement as HTMLElement | null;
  for (let inner = element; inner !== null; inner = (inner.shadowRoot?.activeElement ?? null) as HTMLElement | null) element = inner;
  return element;
}

/** Presses a key and waits for what it brings; the focus must be somewhere in the table all the while. */
async function press(key: string): Promise<void> {
  const [plain, shift] = [key.replace('Shift+', ''), key.startsWith('Shift+')];
  if (shift) await sendKeys({ down: 'Shift' });
  await sendKeys({ press: plain });
  if (shift) await sendKeys({ up: 'Shift' });
  await settle();
  expect(document.activeElement, `the focus after ${key}`).to.equal(table);
  expect(focused()?.checkVisibility(), `the focus after ${key} is on what can be seen`).to.equal(true);
}

async function settle(): Promise<void> {
  await clock.pass(0);
  for (let count = 0; count < 3; count += 1) await new Promise(requestAnimationFrame);
}

async function pressUntil(key: string, what: string, isThere: () => boolean): Promise<void> {
  for (let times = 0; times < 30 && !isThere(); times += 1) await press(key);
  expect(isThere(), `${key} leads to ${what}`).to.equal(true);
}

const rowId = (): string | undefined => focused()?.closest<HTMLElement>('.row')?.dataset['id'];
const action = (): string | undefined => focused()?.dataset['action'];
const paneText = (): string => table.shadowRoot?.querySelector('live-takeover-conversation')?.shadowRoot?.textContent ?? '';

describe('by the keyboard alone', () => {
  let asking: string;

  beforeEach(async () => {
    clock = fakeClock();
    day = createSimulatedClient({ clock, conversations: 12 });
    asking = day.simulator.startConversation({ text: 'The zebra ate my card', contact: { name: 'Maria', verified: true } });
    day.simulator.customer(asking).askForAgent();
    table = await fixture<LiveTakeoverTable>(
      html`<live-takeover-table lang="en" style="inline-size: 1100px; block-size: 560px" .client=${day.client} .clock=${clock}></live-takeover-table>`,
    );
    await settle();
  });
  afterEach(() => day.close());

  it('an agent searches, opens, takes over, answers, hands back and is back at the row', async () => {
    await pressUntil('Tab', 'the search', () => focused()?.localName === 'input');
    await sendKeys({ type: 'zebra' });
    await settle();
    expect(table.shadowRoot!.querySelectorAll('.rows > .row')).to.have.length(1);
    await pressUntil('Tab', 'the rows', () => rowId() !== undefined);
    expect(rowId()).to.equal(asking);

    await press('Enter');
    await waitUntil(() => focused()?.className === 'transcript', 'the focus is led into the conversation');
    await pressUntil('Tab', 'Take over', () => action() === 'take-over');
    await press('Enter');
    await waitUntil(() => focused()?.localName === 'textarea', 'the focus lands in the composer');
    await sendKeys({ type: 'Hello Maria' });
    await press('Enter');
    await waitUntil(() => paneText().includes('Hello Maria'));
    expect(focused()?.localName).to.equal('textarea');
    expect((focused() as HTMLTextAreaElement).value).to.equal('');

    await pressUntil('Shift+Tab', 'Hand back', () => action() === 'hand-back');
    await press('Enter');
    await waitUntil(() => action() === 'undo', 'the focus is where it can be taken back');
    await press('Escape');
    expect(rowId()).to.equal(asking);
    expect(table.conversationId).to.equal(null);
  });

  it('ArrowDown leads from the search to the rows, and on to the first that waits', async () => {
    await pressUntil('Tab', 'the search', () => focused()?.localName === 'input');
    await press('ArrowDown');
    expect(rowId()).not.to.equal(undefined);
    await pressUntil('ArrowDown', 'the row of whoever asks', () => rowId() === asking);
    await press('Space');
    await waitUntil(() => focused()?.className === 'transcript');
    await press('Escape');
    expect(rowId()).to.equal(asking);
  });

  it('one whose conversation is already theirs goes on writing at once', async () => {
    day.client.takeOver(asking);
    await settle();
    await pressUntil('Tab', 'the search', () => focused()?.localName === 'input');
    await press('ArrowDown');
    await pressUntil('ArrowDown', 'the row that is theirs', () => rowId() === asking);
    await press('Enter');
    await waitUntil(() => focused()?.localName === 'textarea');
  });

  it('the focus goes on when the control under it goes: a chip that did its work, the conversation of a row that left', async () => {
    await pressUntil('Tab', 'the search', () => focused()?.localName === 'input');
    await press('ArrowDown');
    await press('ArrowDown');
    const other = day.simulator.startConversation({ text: 'Another one' });
    day.simulator.customer(other).askForAgent();
    await settle();
    await pressUntil('Shift+Tab', 'the chip', () => focused()?.classList.contains('changes') === true);
    await press('Enter');
    expect(rowId()).not.to.equal(undefined);
    await press('Enter');
    const open = table.conversationId!;
    day.client.command({ name: 'close', conversationId: open, term: day.simulator.conversation(open)!.term });
    await settle();
    await clock.pass(5_000);
    await settle();
    expect(table.shadowRoot!.querySelector(`.row[data-id="${open}"]`)).to.equal(null);
    await press('Escape');
    expect(rowId()).not.to.equal(undefined);
  });
});
