import { TakeoverError, type AgentPresence, type CommandBody, type CommandHandle, type Row } from '@live-takeover/sdk';
import { expect, oneEvent } from '@open-wc/testing';
import { fakeRow } from '../live-takeover-table/fake-rows.test-support.js';
import { tableBench, type TableBench } from '../live-takeover-table/table.test-support.js';
import { runBulkTransfer, transferable } from './bulk-run.js';

const ana = { kind: 'agent', id: 'ana', name: 'Ana' } as const;
const ben = { kind: 'agent', id: 'ben', name: 'Ben' } as const;
const salesforce = { kind: 'desk', id: 'salesforce', name: 'Salesforce' } as const;
const held = (index: number, operator: Row['operator']): Row =>
  fakeRow(index, { status: 'waiting-for-agent', since: 0, reason: { code: 'with-agent', operator: ana }, operator, isMine: operator === ana });
const mine = (index: number): Row => held(index, ana);
/** All began at one time, so that they stand in the order of their ids. */
const rows = [mine(1), mine(2), mine(3), held(4, ben), held(5, salesforce), fakeRow(6), { ...fakeRow(7), hasLeft: true } as const];
const agents: readonly AgentPresence[] = [
  { id: 'ana', name: 'Ana', availability: 'online', isReachable: true },
  { id: 'ben', name: 'Ben', availability: 'online', isReachable: true },
  { id: 'chloe', name: 'Chloé', availability: 'offline', isReachable: true },
];

describe('what may be transferred in bulk', () => {
  const cases: readonly (readonly [title: string, to: string | null, isSupervisor: boolean, ids: readonly string[]])[] = [
    ['an agent’s own, to a colleague', 'ben', false, ['c1', 'c2', 'c3']],
    ['an agent’s own, to the queue', null, false, ['c1', 'c2', 'c3']],
    ['everybody’s but the desk’s, for a supervisor; not to whoever has it', 'ben', true, ['c1', 'c2', 'c3', 'c6']],
    ['a supervisor’s own, to the queue', null, true, ['c1', 'c2', 'c3']],
  ];
  for (const [title, to, isSupervisor, ids] of cases)
    it(`is ${title}`, () => {
      expect(transferable(rows, to, isSupervisor).map(({ id }) => id)).to.deep.equal(ids);
    });
});

describe('a bulk transfer', () => {
  it('has a few under way at a time, never more', async () => {
    const waiting: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const transfer = (): CommandHandle => {
      running += 1;
      most = Math.max(most, running);
      const settled = new Promise<void>((resolve) => void waiting.push(resolve)).then(() => void (running -= 1));
      return { id: 'k', state: undefined as never, settled };
    };
    const items = Array.from({ length: 40 }, (_, index) => mine(index));
    let isOver = false;
    const run = runBulkTransfer({ transfer, assign: transfer }, items, { to: 'ben', note: '' }, new AbortController().signal, () => undefined).finally(() => (isOver = true));
    while (!isOver) {
      waiting.shift()?.();
      await Promise.resolve();
    }
    expect((await run).doneIds).to.have.length(40);
    expect(most).to.equal(6);
  });
});

const all = (bench: TableBench, selector: string): readonly HTMLElement[] => [...bench.table.shadowRoot!.querySelectorAll<HTMLElement>(selector)];
const transfers = (bench: TableBench): readonly CommandBody[] => bench.fake.commands.map(({ body }) => body);

async function press(bench: TableBench, selector: string): Promise<void> {
  bench.find(selector).click();
  await bench.settle();
}

async function asked(role: 'agent' | 'supervisor' = 'agent', shown: readonly Row[] = rows): Promise<TableBench> {
  const bench = await tableBench(shown);
  bench.fake.me.set({ id: 'ana', name: 'Ana', role });
  bench.fake.agents.set(agents);
  await bench.settle();
  await press(bench, '.tools > .menu-place > button');
  await press(bench, '[data-action="bulk-transfer"]');
  return bench;
}

async function choose(bench: TableBench, to: string): Promise<void> {
  const select = bench.find<HTMLSelectElement>('dialog select');
  select.value = to;
  select.dispatchEvent(new Event('change'));
  await bench.settle();
}

afterEach(() => localStorage.clear());

describe('the bulk transfer of <live-takeover-table>', () => {
  it('offers the queue and colleagues who are available, and names the number before it does anything', async () => {
    const bench = await asked();
    expect(all(bench, 'dialog option').map((option) => option.textContent)).to.deep.equal(['Choose …', 'Back to the queue', 'Ben']);
    await press(bench, 'dialog [part~="submit"]');
    expect(transfers(bench)).to.deep.equal([]);
    await choose(bench, 'ben');
    expect(bench.text('dialog [role="status"]')).to.equal('3 conversations will be transferred. 4 that you do not hold stay where they are.');
    expect(bench.text('dialog [part~="submit"]')).to.equal('Transfer 3 conversations');
  });

  it('transfers one’s own with the note, and a supervisor’s command assigns the others', async () => {
    const bench = await asked('supervisor');
    await choose(bench, 'ben');
    const note = bench.find<HTMLTextAreaElement>('dialog textarea');
    note.value = ' Please ';
    note.dispatchEvent(new Event('input'));
    await bench.settle();
    await press(bench, 'dialog [part~="submit"]');
    expect(transfers(bench).map((body) => [body.name, 'note' in body ? body.note : ''])).to.deep.equal([
      ['transfer', 'Please'], ['transfer', 'Please'], ['transfer', 'Please'], ['assign', 'Please'],
    ]);
  });

  it('shows how far it is, reports what failed and why, and tries that again alone', async () => {
    const bench = await asked();
    await choose(bench, 'ben');
    await press(bench, 'dialog [part~="submit"]');
    expect(bench.text('dialog [role="status"]')).to.equal('0 of 3 done');
    bench.fake.commands[0]!.acknowledge();
    bench.fake.commands[1]!.fail(new TakeoverError('not-yours', 'Gone.'));
    await bench.settle();
    expect(bench.text('dialog [role="status"]')).to.equal('2 of 3 done');
    bench.fake.commands[2]!.acknowledge();
    await bench.settle();
    expect(bench.text('.dialog-body')).to.match(/^2 conversations were transferred\. 1 could not be transferred: REF00002: The conversation changed meanwhile\./u);
    await press(bench, 'dialog [part~="submit"]');
    expect(transfers(bench).map((body) => 'conversationId' in body && body.conversationId)).to.deep.equal(['c1', 'c2', 'c3', 'c2']);
    bench.fake.commands[3]!.acknowledge();
    await bench.settle();
    expect(bench.text('dialog [role="status"]')).to.equal('1 conversation was transferred.');
    expect(bench.table.shadowRoot!.querySelector('dialog [part~="submit"]')).to.equal(null);
  });

  it('can be stopped: what is under way ends, nothing more begins, and it says so', async () => {
    const bench = await asked('agent', Array.from({ length: 20 }, (_, index) => mine(index)));
    await choose(bench, 'ben');
    await press(bench, 'dialog [part~="submit"]');
    await press(bench, '.dialog-body .button');
    for (const command of [...bench.fake.commands]) command.acknowledge();
    await bench.settle();
    expect(transfers(bench)).to.have.length(6);
    expect(bench.text('.dialog-body')).to.contain('Stopped. 6 of 20 were transferred.').and.to.contain('14 were not tried.');
  });

  it('stops when the dialog is closed', async () => {
    const bench = await asked('agent', Array.from({ length: 20 }, (_, index) => mine(index)));
    await choose(bench, 'ben');
    await press(bench, 'dialog [part~="submit"]');
    const dialog = bench.find<HTMLDialogElement>('dialog');
    setTimeout(() => dialog.close());
    await oneEvent(dialog, 'close');
    for (const command of [...bench.fake.commands]) command.acknowledge();
    await bench.settle();
    expect(transfers(bench)).to.have.length(6);
  });

  it('asks the page first, which may do it itself', async () => {
    const bench = await asked();
    const details: unknown[] = [];
    bench.table.addEventListener('bulk-transfer-request', (event) => {
      const { conversationIds, to, note } = (event as CustomEvent<Record<string, unknown>>).detail;
      details.push([conversationIds, to, note]);
      event.preventDefault();
    });
    await choose(bench, ' ');
    await press(bench, 'dialog [part~="submit"]');
    expect(details).to.deep.equal([[['c1', 'c2', 'c3'], null, '']]);
    expect(transfers(bench)).to.deep.equal([]);
    expect(bench.table.shadowRoot!.querySelector('dialog')).to.equal(null);
  });

  it('is not offered where the backend knows no transfer', async () => {
    const bench = await tableBench(rows);
    bench.table.client = { ...bench.table.client!, capabilities: { ...bench.table.client!.capabilities, transfer: false } };
    await bench.settle();
    await press(bench, '.tools > .menu-place > button');
    expect(bench.table.shadowRoot!.querySelector('[data-action="bulk-transfer"]')).to.equal(null);
  });

  it('has no accessibility violation, asked or done', async () => {
    const bench = await asked();
    await choose(bench, 'ben');
    await expect(bench.table).to.be.accessible();
    await press(bench, 'dialog [part~="submit"]');
    for (const command of bench.fake.commands) command.fail(new TakeoverError('forbidden', 'No.'));
    await bench.settle();
    await expect(bench.table).to.be.accessible();
  });
});
