import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { wordsFor } from '../language/words.js';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { statusExplanation } from '../words/status-explanation.js';
import { asked, fakeRow } from './fake-rows.test-support.js';
import { crowd, middleOf, tableBench, type TableBench } from './table.test-support.js';

afterEach(async () => sendMouse({ type: 'move', position: [0, 0] }));

describe('the internal reference', () => {
  it('shows on hover, stays while the pointer is on it, and goes at Escape', async () => {
    const bench = await tableBench(crowd(5));
    const tip = bench.find('.tip');
    await sendMouse({ type: 'move', position: middleOf(bench.row('c2').querySelector('.reference')!) });
    expect(tip.matches(':popover-open')).to.equal(true);
    expect(tip.textContent).to.contain('REF00002');
    await sendMouse({ type: 'move', position: middleOf(tip) });
    expect(tip.matches(':popover-open')).to.equal(true);
    await sendMouse({ type: 'move', position: middleOf(bench.row('c4')) });
    expect(tip.matches(':popover-open')).to.equal(false);
    await sendMouse({ type: 'move', position: middleOf(bench.row('c2').querySelector('.reference')!) });
    await sendKeys({ press: 'Escape' });
    expect(tip.matches(':popover-open')).to.equal(false);
  });

  it('shows on focus too, and goes at Escape', async () => {
    const bench = await tableBench(crowd(5));
    bench.row('c1').focus();
    await sendKeys({ press: 'ArrowRight' });
    expect(bench.find('.tip').textContent).to.contain('REF00001');
    await sendKeys({ press: 'F2' });
    expect(bench.text('.tip')).to.contain('Click to copy');
    await sendKeys({ press: 'Escape' });
    expect(bench.find('.tip').matches(':popover-open')).to.equal(false);
  });

  it('is copied by a press, which opens nothing', async () => {
    const bench = await tableBench(crowd(5));
    const copied: string[] = [];
    const real = navigator.clipboard.writeText;
    navigator.clipboard.writeText = (text) => Promise.resolve(void copied.push(text));
    await sendMouse({ type: 'click', position: middleOf(bench.row('c3').querySelector('.reference')!) });
    await bench.settle();
    navigator.clipboard.writeText = real;
    expect(copied).to.deep.equal(['REF00003']);
    expect(bench.table.conversationId).to.equal(null);
    expect(bench.text('.tip')).to.contain('Copied');
  });

  it('is said where it cannot be copied', async () => {
    const bench = await tableBench(crowd(5));
    const real = navigator.clipboard.writeText;
    navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));
    await sendMouse({ type: 'click', position: middleOf(bench.row('c3').querySelector('.reference')!) });
    await bench.settle();
    navigator.clipboard.writeText = real;
    expect(bench.text('.announcements')).to.contain('The reference is REF00003');
  });
});

describe('the explanation of a status', () => {
  const words = wordsFor('en-GB');
  const minute = 60_000;
  const at = (minutes: number): number => fakeNow + minutes * minute;
  const time = (minutes: number): string => new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit' }).format(at(minutes));
  const ben = { kind: 'agent', id: 'ben', name: 'Ben' } as const;
  const cases: readonly (readonly [Parameters<typeof fakeRow>[1], readonly string[]])[] = [
    [asked(3), [
      `Waiting For Agent since ${time(-3)} (3 min).`,
      `The customer asked for an agent at ${time(-3)}.`,
      'Stays so until an agent takes over or the customer no longer asks.',
    ]],
    [{ ...asked(3), reason: { code: 'asked', askedAt: at(-3), text: 'a refund' } }, [
      `Waiting For Agent since ${time(-3)} (3 min).`,
      `The customer asked for an agent at ${time(-3)}: “a refund”`,
      'Stays so until an agent takes over or the customer no longer asks.',
    ]],
    [{ status: 'waiting-for-agent', since: at(-8), reason: { code: 'with-agent', operator: ben }, operator: ben }, [
      `Waiting For Agent since ${time(-8)} (8 min).`,
      `Ben took the conversation over at ${time(-8)}.`,
      'Stays so until Ben hands it back or passes it on.',
    ]],
    [{ status: 'waiting-for-agent', since: at(-8), reason: { code: 'with-agent', operator: ben }, operator: ben, isMine: true, waitingSince: at(-2) }, [
      `Waiting For Agent since ${time(-8)} (8 min).`,
      `You took the conversation over at ${time(-8)}.`,
      `The customer has been waiting for your answer since ${time(-2)}.`,
      'Stays so until you hand it back or pass it on.',
    ]],
    [{ status: 'action', since: at(-1), reason: { code: 'default-answers', count: 3, threshold: 3 }, changesAt: at(20) }, [
      `Action since ${time(-1)} (1 min).`,
      'The bot had no answer 3 times. At 3 it needs an agent.',
      `Becomes Abandoned at ${time(20)} if the customer writes nothing.`,
    ]],
    [{ since: at(-9), changesAt: at(5), lastMessage: { text: 'Hi', at: fakeNow } }, [
      `Live since ${time(-9)} (9 min).`,
      `The customer wrote at ${time(0)}, and the bot is answering.`,
      `Becomes Stalled at ${time(5)} if the customer writes nothing.`,
    ]],
    [{ status: 'stalled', since: at(-1), reason: { code: 'silent', idleSince: at(-6) }, changesAt: at(24) }, [
      `Stalled since ${time(-1)} (1 min).`,
      `The customer has written nothing since ${time(-6)}.`,
      `Becomes Abandoned at ${time(24)} if the customer writes nothing.`,
    ]],
    [{ status: 'abandoned', since: at(-2), reason: { code: 'connection-lost', at: at(-2) }, changesAt: at(60) }, [
      `Abandoned since ${time(-2)} (2 min).`,
      `The customer’s window was closed, or its connection lost, at ${time(-2)}.`,
      `Leaves the table at ${time(60)} if the customer writes nothing.`,
    ]],
  ];
  for (const [changed, said] of cases)
    it(`says “${said[1]}”`, () => expect(statusExplanation(words, fakeRow(1, changed), fakeNow)).to.deep.equal(said));

  const isOpen = (bench: TableBench): boolean => bench.find('.tip').matches(':popover-open');
  const status = (bench: TableBench, id: string): HTMLElement => bench.row(id).querySelector<HTMLElement>('.cell.status')!;

  it('comes when the pointer rests on the status, not when it crosses it, and stays while the pointer is on it', async () => {
    const bench = await tableBench(crowd(5));
    await sendMouse({ type: 'move', position: middleOf(status(bench, 'c2')) });
    expect(isOpen(bench)).to.equal(false);
    await sendMouse({ type: 'move', position: middleOf(bench.row('c2').querySelector('.operator')!) });
    bench.clock.advance(1_000);
    expect(isOpen(bench)).to.equal(false);
    await sendMouse({ type: 'move', position: middleOf(status(bench, 'c2')) });
    bench.clock.advance(400);
    expect(isOpen(bench)).to.equal(true);
    expect(bench.text('.tip')).to.contain('Live since');
    await sendMouse({ type: 'move', position: middleOf(bench.find('.tip')) });
    bench.clock.advance(60_000);
    await bench.settle();
    expect(isOpen(bench)).to.equal(true);
    await sendMouse({ type: 'move', position: [0, 0] });
    expect(isOpen(bench)).to.equal(false);
  });

  it('is read out with the cell that has the focus, outlasts the pointer, and goes at Escape, which goes no further', async () => {
    const bench = await tableBench([fakeRow(7, asked(3)), ...crowd(3)]);
    bench.row('c7').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await sendKeys({ press: key });
    expect(status(bench, 'c7').getAttribute('aria-describedby')).to.equal('tip');
    expect(bench.find('#tip').getAttribute('role')).to.equal('tooltip');
    expect(isOpen(bench)).to.equal(true);
    await sendMouse({ type: 'move', position: middleOf(bench.row('c2').querySelector('.reference')!) });
    expect(bench.text('.tip')).to.contain('REF00002');
    await sendMouse({ type: 'move', position: middleOf(bench.row('c0').querySelector('.operator')!) });
    expect(bench.text('.tip')).to.contain('The customer asked for an agent');
    await sendKeys({ press: 'Escape' });
    expect(isOpen(bench)).to.equal(false);
    expect(status(bench, 'c7').hasAttribute('aria-describedby')).to.equal(false);
    expect(bench.table.shadowRoot!.activeElement?.className).to.equal('cell status');
  });

  it('says what holds now, and goes with its row', async () => {
    const bench = await tableBench([fakeRow(7, asked(3)), ...crowd(3)]);
    await sendMouse({ type: 'move', position: middleOf(status(bench, 'c7')) });
    bench.clock.advance(400);
    bench.rows.put(fakeRow(7, { status: 'action', reason: { code: 'bot-failed', at: fakeNow }, since: fakeNow }));
    await bench.settle();
    expect(bench.text('.tip')).to.contain('The bot failed');
    bench.rows.set(crowd(3));
    await bench.settle();
    expect(isOpen(bench)).to.equal(false);
  });

  it('names who looks', async () => {
    const bench = await tableBench([fakeRow(1, { viewers: [{ id: 'ben', name: 'Ben' }, { id: 'cara', name: 'Cara' }] })]);
    expect(bench.row('c1').querySelector('.cell.id')!.textContent).to.contain('Ben and Cara are looking');
    await sendMouse({ type: 'move', position: middleOf(bench.row('c1').querySelector('.viewers')!) });
    expect(bench.text('.tip')).to.equal('Ben and Cara are looking');
  });
});
