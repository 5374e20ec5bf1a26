import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { asked, fakeRow } from './fake-rows.test-support.js';
import { tableBench } from './table.test-support.js';

it('<live-takeover-table> works under a strict policy with enforced trusted types', async () => {
  const violations: string[] = [];
  document.addEventListener('securitypolicyviolation', (event) => void violations.push(`${event.violatedDirective} ${event.sample}`));
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "style-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html";
  document.head.append(policy);

  const bench = await tableBench(Array.from({ length: 200 }, (_, index) => fakeRow(index)));
  bench.find('.grid').scrollTop = 2_000;
  await bench.settle();
  bench.rows.put(fakeRow(300, asked(1)));
  bench.table.open('c3');
  bench.find<HTMLElement>('.rows > .row:nth-child(9)').focus();
  bench.find<HTMLElement>('.rows > .row:nth-child(9) .reference').focus();
  expect(bench.find('.tip').matches(':popover-open')).to.equal(true);
  await bench.settle();
  bench.table.attributeColumns = ['plan'];
  bench.rows.view.setQuery({ ...bench.rows.view.query, search: 'REF' });
  bench.row(bench.seen()[0]!).focus();
  await sendKeys({ press: 'c' });
  await bench.settle();
  const width = bench.find<HTMLInputElement>('.column-list .width');
  width.value = '300';
  width.dispatchEvent(new Event('change'));
  await bench.settle();
  expect(bench.find('.heading.id').getBoundingClientRect().width).to.equal(300);
  await sendKeys({ press: 'Escape' });
  await sendKeys({ press: '?' });
  await bench.settle();
  await sendKeys({ press: 'Escape' });
  bench.rows.set([]);
  await bench.settle();

  expect(bench.text('.panel')).to.contain('No conversations');
  expect(violations).to.deep.equal([]);
  // The policy was in force all along: it refuses what it must refuse.
  const refused = document.createElement('div');
  refused.setAttribute('style', 'color: red');
  await bench.settle();
  expect(violations).to.have.length(1);
  expect(violations[0]).to.match(/^style-src/u);
});
