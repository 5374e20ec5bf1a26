/** The table on the real client, over the simulated backend: nothing faked but time. */
import { createSimulatedClient, fakeClock, type FakeClock, type SimulatedClient } from '@live-takeover/testing';
import { expect, fixture, html } from '@open-wc/testing';
import '../define.js';
import type { LiveTakeoverTable } from './live-takeover-table.js';

const minute = 60_000;

interface Stage extends SimulatedClient {
  readonly clock: FakeClock;
  readonly table: LiveTakeoverTable;
  frame(): Promise<void>;
  /** The words in a row's cell; undefined when the row is not on the page. */
  cell(id: string, column: string): string | undefined;
}

async function stage(conversations = 0): Promise<Stage> {
  const clock = fakeClock();
  const simulated = createSimulatedClient({ clock, conversations });
  const table = await fixture<LiveTakeoverTable>(
    html`<live-takeover-table lang="en" .client=${simulated.client} .clock=${clock}></live-takeover-table>`,
  );
  const frame = async (): Promise<void> => {
    await clock.pass(0);
    for (let count = 0; count < 3; count += 1) await new Promise(requestAnimationFrame);
    await table.updateComplete;
  };
  await frame();
  return {
    ...simulated,
    clock,
    table,
    frame,
    cell: (id, column) => table.shadowRoot!.querySelector(`.rows > .row[data-id="${id}"] .${column}`)?.textContent ?? undefined,
  };
}

describe('the table on the real client', () => {
  it('shows a conversation’s whole life by time alone, and back to Live on a message', async () => {
    const { simulator, clock, frame, cell, close } = await stage();
    const id = simulator.startConversation();
    simulator.customer(id).write('Hello', 'answer');
    await clock.pass(2_000);
    await frame();
    const lives: readonly (readonly [number, string | undefined])[] = [
      [0, 'Live'],
      [5 * minute - 2_001, 'Live'],
      [1, 'Stalled'],
      [25 * minute, 'Abandoned'],
      [23.5 * 60 * minute, undefined],
    ];
    for (const [passMs, status] of lives) {
      await clock.pass(passMs);
      await frame();
      expect(cell(id, 'status')?.split(' · ')[0]).to.equal(status);
    }
    close();
  });

  it('turns to Action at the third default answer, and to Waiting For Agent on request', async () => {
    const { simulator, clock, frame, cell, close } = await stage();
    const id = simulator.startConversation();
    for (const text of ['one', 'two', 'three']) {
      simulator.customer(id).write(text, 'default-answer');
      await clock.pass(2_000);
    }
    await frame();
    expect(cell(id, 'status')).to.equal('Action · default answer 3 of 3');
    simulator.customer(id).askForAgent();
    await frame();
    expect(cell(id, 'status')).to.equal('Waiting For Agent · asked just now');
    close();
  });

  it('says who won when an agent takes over', async () => {
    const { simulator, client, frame, cell, close } = await stage();
    const [first, second] = [simulator.startConversation(), simulator.startConversation()];
    const ben = simulator.colleague('ben');
    ben.takeOver(first);
    client.takeOver(second);
    await frame();
    expect(cell(first, 'operator')).to.equal(ben.agent.name);
    expect(cell(second, 'operator')).to.equal(`${client.me.value?.name} (you)`);
    expect(cell(second, 'status')).to.equal(`Waiting For Agent · with ${client.me.value?.name} (you)`);
    close();
  });

  it('opens the conversation of a row in the pane beside it', async () => {
    const { simulator, table, frame, close } = await stage(12);
    const row = table.shadowRoot!.querySelector<HTMLElement>('.rows > .row')!;
    row.click();
    await frame();
    const pane = table.shadowRoot!.querySelector('live-takeover-conversation')!;
    expect(pane.conversationId).to.equal(row.dataset['id']);
    expect(simulator.conversation(row.dataset['id']!)?.reference).not.to.equal(undefined);
    await expect(table).to.be.accessible();
    close();
  });

  it('sorts, searches and filters a crowd, and counts it rightly', async () => {
    const { client, table, frame, close } = await stage(200);
    const view = client.rows();
    const field = table.shadowRoot!.querySelector('input')!;
    expect(table.shadowRoot!.querySelector('[data-view="all"] b')?.textContent).to.equal(String(view.counts.total));
    const { reference } = view.rows(3, 4)[0]!;
    field.value = reference;
    field.dispatchEvent(new Event('input'));
    await frame();
    const rows = [...table.shadowRoot!.querySelectorAll<HTMLElement>('.rows > .row')];
    expect(rows.map((row) => row.dataset['id'])).to.include(view.rows(3, 4)[0]!.id);
    view.close();
    close();
  });
});
