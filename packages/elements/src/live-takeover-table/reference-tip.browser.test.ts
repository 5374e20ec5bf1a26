import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { crowd, middleOf, tableBench } from './table.test-support.js';

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
