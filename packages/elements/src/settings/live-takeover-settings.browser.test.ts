import { TakeoverError, type BotSettings } from '@live-takeover/sdk';
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { createFakeClient, type FakeClient } from '../client-source/fake-client.test-support.js';
import { wordsFor } from '../language/words.js';
import { openingWords } from './hours-words.js';
import { LiveTakeoverSettings } from './live-takeover-settings.js';
import { messageVariables, previewOf, unknownVariable } from './message-variables.js';
import { draftOf, settingsOf, type SettingsDraft } from './settings-draft.js';
import type { SettingsChangeDetail } from './settings-editor.js';
import { changedParts, rebase } from './settings-merge.js';
import { problemsOf } from './settings-problems.js';

customElements.define('live-takeover-settings', LiveTakeoverSettings);

const bank: BotSettings = {
  version: 3,
  rules: { agentThreshold: 3, stalledAfterMs: 300_000, abandonedAfterMs: 1_800_000, timeoutMs: 86_400_000 },
  preparedReplies: [
    { id: 'hello', title: 'Greeting', text: 'Good morning {customer}.' },
    { id: 'iban', title: 'IBAN', text: 'Your IBAN, please.' },
  ],
  messages: { start: 'You are now talking to {agent}.', exit: 'Goodbye.', confirmation: '', fileTooLarge: 'At most {limit}.' },
  openingHours: {
    timeZone: 'Europe/Berlin',
    week: [[{ from: '09:00', to: '12:00' }, { from: '13:00', to: '24:00' }], [{ from: '09:00', to: '17:00' }], [], [], [], [], []],
    closedOn: ['2026-12-25'],
  },
};
const shop: BotSettings = { ...bank, version: 0, openingHours: null };
const words = wordsFor('en');

interface Bench {
  readonly fake: FakeClient;
  readonly element: LiveTakeoverSettings;
}

async function settle(element: LiveTakeoverSettings): Promise<void> {
  for (let count = 0; count < 4; count += 1) {
    await element.updateComplete;
    await Promise.resolve();
  }
}

async function shown(role: 'agent' | 'supervisor' = 'supervisor', settings = true): Promise<Bench> {
  const fake = createFakeClient({ settings });
  fake.me.set({ id: 'sam', name: 'Sam', role });
  fake.desk.set({ ...fake.desk.value, bots: { bank: { name: 'Bank Assistant', preparedReplies: [], wrapUp: null } } });
  const element = await fixture<LiveTakeoverSettings>(html`<live-takeover-settings lang="en" .client=${fake.client}></live-takeover-settings>`);
  await settle(element);
  return { fake, element };
}

async function ready(section = 'replies'): Promise<Bench> {
  const bench = await shown();
  await answer(bench, { bank, shop });
  await press(bench, `tab-${section}`);
  return bench;
}

async function answer({ fake, element }: Bench, all: Readonly<Record<string, BotSettings>>): Promise<void> {
  const question = fake.questions.at(-1);
  question?.resolve(all);
  await settle(element);
}

function byId<Found extends HTMLElement = HTMLElement>({ element }: Bench, id: string): Found {
  const found = element.shadowRoot?.getElementById(id);
  if (!found) throw new Error(`There is no ${id}.`);
  return found as Found;
}

const all = ({ element }: Bench, selector: string): readonly HTMLElement[] => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
const text = (bench: Bench, selector: string): string => all(bench, selector).map(({ textContent }) => (textContent ?? '').replaceAll(/\s+/gu, ' ').trim()).join('|');
const focusedId = ({ element }: Bench): string | undefined => element.shadowRoot?.activeElement?.id;

async function press(bench: Bench, id: string): Promise<void> {
  byId(bench, id).click();
  await settle(bench.element);
}

async function pressPart(bench: Bench, part: string): Promise<void> {
  all(bench, `[part~="${part}"]`)[0]?.click();
  await settle(bench.element);
}

async function type(bench: Bench, id: string, value: string): Promise<void> {
  const field = byId<HTMLInputElement>(bench, id);
  field.focus();
  field.value = value;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await settle(bench.element);
}

const sent = ({ fake }: Bench): BotSettings => {
  const { body } = fake.last('change-settings');
  if (body.name !== 'change-settings') throw new Error('It was another command.');
  return body.settings;
};

/** Whether the page would be asked before it is left. */
const asksBeforeLeaving = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

describe('<live-takeover-settings>', () => {
  it('is for supervisors only, and says so', async () => {
    const bench = await shown('agent');
    expect([text(bench, '.settings > p:first-of-type'), bench.fake.questions.length]).to.deep.equal(['Only supervisors may see and change these settings.', 0]);
    expect(text(await shown('supervisor', false), '.settings > p:first-of-type')).to.equal('This backend lets nobody change its settings here.');
  });

  it('reads the settings, and tries again when that failed', async () => {
    const bench = await shown();
    expect(text(bench, '[role="status"]')).to.include('Loading the settings');
    bench.fake.questions[0]?.reject(new TakeoverError('store-unavailable', ''));
    await settle(bench.element);
    expect(text(bench, '.notice p')).to.equal('The settings could not be read. The gateway cannot be reached. Try again in a moment.');
    all(bench, '.notice .button')[0]?.click();
    await answer(bench, { bank });
    expect(text(bench, '.reply-title')).to.equal('Greeting|IBAN');
  });

  for (const section of ['replies', 'thresholds', 'messages', 'hours'])
    it(`has no accessibility violation in ${section}`, async () => {
      const bench = await ready(section);
      if (section === 'replies') await press(bench, 'reply-hello');
      await expect(bench.element).to.be.accessible();
    });

  it('leads through its sections by the arrow keys', async () => {
    const bench = await ready();
    byId(bench, 'tab-replies').focus();
    await sendKeys({ press: 'ArrowRight' });
    await settle(bench.element);
    expect([focusedId(bench), byId(bench, 'section').getAttribute('aria-labelledby')]).to.deep.equal(['tab-thresholds', 'tab-thresholds']);
    await sendKeys({ press: 'End' });
    await sendKeys({ press: 'ArrowRight' });
    await settle(bench.element);
    expect(focusedId(bench)).to.equal('tab-replies');
  });
});

describe('saving settings', () => {
  it('is asked of the page, and shown once it is a fact', async () => {
    const bench = await ready('thresholds');
    const asked: SettingsChangeDetail[] = [];
    bench.element.addEventListener('settings-change-request', (event) => asked.push((event as CustomEvent<SettingsChangeDetail>).detail));
    await type(bench, 'rules.stalledAfterMs', '7.5');
    expect([bench.element.hasUnsavedChanges, asksBeforeLeaving(), text(bench, '.foot [role="status"]')]).to.deep.equal([true, true, 'Not saved yet']);
    await pressPart(bench, 'save');
    expect([asked[0]?.botId, asked[0]?.settings.rules.stalledAfterMs, sent(bench)]).to.deep.equal(['bank', 450_000, { ...bank, rules: { ...bank.rules, stalledAfterMs: 450_000 } }]);
    expect(text(bench, '.foot [role="status"]')).to.equal('Saving …');
    const saved = { ...sent(bench), version: 4 };
    bench.fake.last('change-settings').acknowledge();
    await settle(bench.element);
    await answer(bench, { bank: saved, shop });
    expect([bench.element.hasUnsavedChanges, asksBeforeLeaving(), text(bench, '.foot [role="status"]')]).to.deep.equal([false, false, 'Saved.']);
    await type(bench, 'rules.stalledAfterMs', '8');
    await pressPart(bench, 'save');
    expect(sent(bench).version).to.equal(4);
  });

  it('does not happen if the page does not want it', async () => {
    const bench = await ready('thresholds');
    bench.element.addEventListener('settings-change-request', (event) => event.preventDefault());
    await type(bench, 'rules.stalledAfterMs', '7');
    await pressPart(bench, 'save');
    expect([bench.fake.commands.length, bench.element.hasUnsavedChanges]).to.deep.equal([0, true]);
  });

  it('says beside the fields what is wrong, and leads there', async () => {
    const bench = await ready('thresholds');
    await type(bench, 'rules.abandonedAfterMs', '2');
    expect(text(bench, '.field-problem')).to.equal('');
    await press(bench, 'tab-replies');
    await pressPart(bench, 'save');
    expect([focusedId(bench), text(bench, '.field-problem')]).to.deep.equal(['rules.abandonedAfterMs', 'Enter no fewer minutes than for Stalled (5).']);
    expect(byId(bench, 'rules.abandonedAfterMs').getAttribute('aria-describedby')).to.include('rules.abandonedAfterMs-problem');
    expect([bench.fake.commands.length, text(bench, '.foot [role="status"]')]).to.deep.equal([0, '1 field needs another look.']);
    await expect(bench.element).to.be.accessible();
    await type(bench, 'rules.abandonedAfterMs', '20');
    expect(text(bench, '.field-problem')).to.equal('');
  });

  it('says why it failed, in the backend’s own words where it refuses', async () => {
    const bench = await ready('thresholds');
    await type(bench, 'rules.stalledAfterMs', '7');
    await pressPart(bench, 'save');
    bench.fake.last('change-settings').fail(new TakeoverError('bad-request', 'rules.stalledAfterMs is too odd.'));
    await settle(bench.element);
    expect(text(bench, '.notice p')).to.equal('The settings were not saved. rules.stalledAfterMs is too odd.');
    expect(byId<HTMLInputElement>(bench, 'rules.stalledAfterMs').value).to.equal('7');
  });

  it('keeps what was typed when a colleague was quicker, shows what they changed, and saves over it', async () => {
    const bench = await ready('messages');
    await type(bench, 'messages.start', 'Hi, {agent} here.');
    await pressPart(bench, 'save');
    bench.fake.last('change-settings').fail(new TakeoverError('settings-changed', 'x', { holder: 'Cleo' }));
    await settle(bench.element);
    const theirs = { ...bank, version: 4, messages: { ...bank.messages, start: 'Hello from {agent}.', exit: 'Bye.' } };
    await answer(bench, { bank: theirs, shop });
    expect(text(bench, '.notice p')).to.equal('Cleo changed these settings while you were editing. What you typed is kept. Changed meanwhile in Automatic messages. Look at them, then save again.');
    expect([byId<HTMLTextAreaElement>(bench, 'messages.start').value, byId<HTMLTextAreaElement>(bench, 'messages.exit').value]).to.deep.equal(['Hi, {agent} here.', 'Bye.']);
    expect(text(bench, '.theirs p')).to.equal('Changed meanwhile to: Hello from {agent}.');
    await expect(bench.element).to.be.accessible();
    await pressPart(bench, 'save');
    expect([sent(bench).version, sent(bench).messages['start'], sent(bench).messages['exit']]).to.deep.equal([4, 'Hi, {agent} here.', 'Bye.']);
  });

  it('takes what the colleague made of it, if that is wanted', async () => {
    const bench = await ready('messages');
    await type(bench, 'messages.start', 'Hi.');
    await pressPart(bench, 'save');
    bench.fake.last('change-settings').fail(new TakeoverError('settings-changed', 'x'));
    await settle(bench.element);
    await answer(bench, { bank: { ...bank, version: 4, messages: { ...bank.messages, start: 'Hello.' } }, shop });
    all(bench, '.theirs .button')[0]?.click();
    await settle(bench.element);
    expect([byId<HTMLTextAreaElement>(bench, 'messages.start').value, bench.element.hasUnsavedChanges, text(bench, '.theirs')]).to.deep.equal(['Hello.', false, '']);
  });

  it('takes an unknown outcome for done once the settings are as they were wanted', async () => {
    const bench = await ready('thresholds');
    await type(bench, 'rules.stalledAfterMs', '7');
    await pressPart(bench, 'save');
    const landed = { ...sent(bench), version: 4 };
    bench.fake.last('change-settings').fail(new TakeoverError('outcome-unknown', ''));
    await settle(bench.element);
    await answer(bench, { bank: landed, shop });
    expect([bench.element.hasUnsavedChanges, text(bench, '.foot [role="status"]')]).to.deep.equal([false, 'Saved.']);
  });

  it('keeps what was typed while another bot is looked at, and gives it up when told to', async () => {
    const bench = await ready('thresholds');
    await type(bench, 'rules.stalledAfterMs', '9');
    const choice = byId<HTMLSelectElement>(bench, 'bot');
    expect([...choice.options].map(({ label }) => label)).to.deep.equal(['Bank Assistant (not saved)', 'shop']);
    choice.value = 'shop';
    choice.dispatchEvent(new Event('change'));
    await settle(bench.element);
    expect(byId<HTMLInputElement>(bench, 'rules.stalledAfterMs').value).to.equal('5');
    choice.value = 'bank';
    choice.dispatchEvent(new Event('change'));
    await settle(bench.element);
    expect(byId<HTMLInputElement>(bench, 'rules.stalledAfterMs').value).to.equal('9');
    await pressPart(bench, 'discard');
    expect([byId<HTMLInputElement>(bench, 'rules.stalledAfterMs').value, bench.element.hasUnsavedChanges]).to.deep.equal(['5', false]);
  });
});

describe('prepared replies', () => {
  it('are added, changed, put in order and deleted by the keyboard, and the focus stays near', async () => {
    const bench = await ready();
    byId(bench, 'reply-add').focus();
    await sendKeys({ press: 'Enter' });
    await settle(bench.element);
    const added = focusedId(bench)!;
    expect(added).to.match(/^reply\..*\.title$/u);
    await sendKeys({ type: 'Thanks' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: 'Thank you, ' });
    await settle(bench.element);
    all(bench, '.insertions .chip')[0]?.click();
    await settle(bench.element);
    expect([text(bench, '.bubble'), focusedId(bench)]).to.deep.equal(['Thank you, Maria', added.replace('.title', '.text')]);
    const id = added.slice('reply.'.length, -'.title'.length);
    byId(bench, `reply-${id}-up`).focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Enter' });
    await settle(bench.element);
    expect([text(bench, '.reply-title'), focusedId(bench), text(bench, '.settings > .visually-hidden')]).to.deep.equal(['Thanks|Greeting|IBAN', `reply-${id}-up`, '“Thanks” is now number 1.']);
    all(bench, '[aria-label="Delete “Greeting”"]')[0]?.click();
    await settle(bench.element);
    expect([text(bench, '.reply-title'), focusedId(bench)]).to.deep.equal(['Thanks|IBAN', 'reply-iban']);
    await pressPart(bench, 'save');
    expect(sent(bench).preparedReplies).to.deep.equal([{ id, title: 'Thanks', text: 'Thank you, {customer}' }, bank.preparedReplies[1]]);
    expect(id).to.match(/^[A-Za-z0-9_-]{1,50}$/u);
  });

  it('without a title open at the field when saving is tried', async () => {
    const bench = await ready();
    await press(bench, 'reply-add');
    const added = focusedId(bench)!;
    await press(bench, all(bench, '.reply-title').at(-1)!.id);
    await pressPart(bench, 'save');
    expect([focusedId(bench), text(bench, '.field-problem')]).to.deep.equal([added, 'Enter something here.|Enter something here.']);
  });
});

describe('opening hours', () => {
  it('are set day by day, and taken away', async () => {
    const bench = await ready('hours');
    await press(bench, 'hours.2.add');
    expect(focusedId(bench)).to.equal('hours.2.0');
    await type(bench, 'hours.2.0.to', '12:30');
    await type(bench, 'hours.timeZone', 'America/New_York');
    await type(bench, 'date', '2026-12-31');
    all(bench, '.new-date .button')[0]?.click();
    await settle(bench.element);
    all(bench, '[aria-label^="Remove Friday, December 25"]')[0]?.click();
    await settle(bench.element);
    await pressPart(bench, 'save');
    expect(sent(bench).openingHours).to.deep.equal({
      timeZone: 'America/New_York',
      week: [bank.openingHours?.week[0], bank.openingHours?.week[1], [{ from: '09:00', to: '12:30' }], [], [], [], []],
      closedOn: ['2026-12-31'],
    });
    byId(bench, 'section').querySelectorAll<HTMLElement>('input[type="radio"]')[0]?.click();
    await settle(bench.element);
    expect(text(bench, '.day')).to.equal('');
  });

  it('copy Monday to the working days', async () => {
    const bench = await ready('hours');
    all(bench, '.tabpanel > div > .button')[0]?.click();
    await settle(bench.element);
    await pressPart(bench, 'save');
    const monday = bank.openingHours?.week[0];
    expect(sent(bench).openingHours?.week).to.deep.equal([monday, monday, monday, monday, monday, [], []]);
  });

  const berlin = (day: number, hour: number): number => Date.UTC(2026, 10, day, hour - 1);
  const instants: readonly (readonly [string, number, string])[] = [
    ['on a working morning', berlin(23, 10), 'Open now, closes 12:00 PM'],
    ['before it opens', berlin(23, 8), 'Closed now, opens 9:00 AM'],
    ['at the weekend', berlin(21, 10), 'Closed now, opens Monday 9:00 AM'],
  ];
  for (const [when, at, expected] of instants) it(`say “${expected}” ${when}`, () => expect(openingWords(words, bank.openingHours!, at).replaceAll(/\s/gu, ' ')).to.equal(expected));

  it('that never open say so', () => {
    expect(openingWords(words, { ...bank.openingHours!, week: [[], [], [], [], [], [], []] }, berlin(23, 10))).to.equal('Closed now, and these hours never open');
  });
});

describe('what was typed', () => {
  const draft = draftOf(bank, 'UTC');
  const rules = (changed: Partial<SettingsDraft['rules']>): SettingsDraft => ({ ...draft, rules: { ...draft.rules, ...changed } });
  const monday = (...spans: readonly (readonly [string, string])[]): SettingsDraft => ({
    ...draft,
    hours: { ...draft.hours, week: draft.hours.week.map((each, day) => (day === 0 ? spans.map(([from, to]) => ({ from, to })) : each)) },
  });

  it('is the same settings again when nothing was', () => {
    expect(settingsOf(draft, { version: 3 })).to.deep.equal(bank);
    expect(settingsOf(draftOf(shop, 'UTC'), { version: 0, basis: 'b1' })).to.deep.equal({ ...shop, basis: 'b1' });
    expect(problemsOf(draft).size).to.equal(0);
  });

  const wrong: readonly (readonly [string, SettingsDraft, string, string])[] = [
    ['no number', rules({ agentThreshold: '' }), 'rules.agentThreshold', 'settings.problem.not-whole'],
    ['half an answer', rules({ agentThreshold: '1.5' }), 'rules.agentThreshold', 'settings.problem.not-whole'],
    ['too many answers', rules({ agentThreshold: '21' }), 'rules.agentThreshold', 'settings.problem.not-whole'],
    ['no minutes', rules({ stalledAfterMs: '0' }), 'rules.stalledAfterMs', 'settings.problem.not-minutes'],
    ['words for minutes', rules({ timeoutMs: 'long' }), 'rules.timeoutMs', 'settings.problem.not-minutes'],
    ['more than a year', rules({ timeoutMs: '600000' }), 'rules.timeoutMs', 'settings.problem.too-many-minutes'],
    ['Abandoned before Stalled', rules({ abandonedAfterMs: '4' }), 'rules.abandonedAfterMs', 'settings.problem.below-stalled'],
    ['closed before Abandoned', rules({ timeoutMs: '20' }), 'rules.timeoutMs', 'settings.problem.below-abandoned'],
    ['an unknown variable', { ...draft, messages: { start: 'Hi {name}' } }, 'messages.start', 'settings.problem.variable'],
    ['too long a message', { ...draft, messages: { start: 'x'.repeat(1_001) } }, 'messages.start', 'settings.problem.too-long'],
    ['two replies of one title', { ...draft, replies: [...draft.replies, { id: 'x', title: ' greeting', text: 'x' }] }, 'reply.x.title', 'settings.problem.title-twice'],
    ['a time zone of no place', { ...draft, hours: { ...draft.hours, timeZone: 'Mars/Olympus' } }, 'hours.timeZone', 'settings.problem.time-zone'],
    ['an offset for a time zone', { ...draft, hours: { ...draft.hours, timeZone: '+01:00' } }, 'hours.timeZone', 'settings.problem.time-zone'],
    ['half a span', monday(['09:00', '']), 'hours.0.0', 'settings.problem.time'],
    ['an end before its beginning', monday(['12:00', '09:00']), 'hours.0.0', 'settings.problem.span-order'],
    ['hours twice', monday(['09:00', '12:00'], ['11:00', '13:00']), 'hours.0.1', 'settings.problem.span-overlap'],
  ];
  for (const [what, typed, field, key] of wrong)
    it(`is refused beside its field: ${what}`, () => {
      const problems = problemsOf(typed);
      expect([[...problems.keys()], problems.get(field)?.key]).to.deep.equal([[field], key]);
    });

  it('may end at midnight, and may be anything while always open', () => {
    expect(problemsOf(monday(['00:00', '00:00'])).size).to.equal(0);
    const broken = monday(['12:00', '09:00']);
    expect(problemsOf({ ...broken, hours: { ...broken.hours, isAlwaysOpen: true } }).size).to.equal(0);
  });

  it('stays over what others changed; only what both changed is a conflict', () => {
    const mine = { ...rules({ agentThreshold: '5' }), messages: { ...draft.messages, start: 'Mine' } };
    const theirs = { ...rules({ agentThreshold: '4', timeoutMs: '2000' }), messages: draft.messages };
    const { draft: merged, conflicts } = rebase(draft, mine, theirs);
    expect([merged.rules, merged.messages['start'], conflicts]).to.deep.equal([{ ...draft.rules, agentThreshold: '5', timeoutMs: '2000' }, 'Mine', ['rules.agentThreshold']]);
    expect(changedParts(merged, theirs)).to.deep.equal(['rules.agentThreshold', 'messages.start']);
    expect(rebase(draft, mine, mine).conflicts).to.deep.equal([]);
  });

  it('is shown as a customer could read it', () => {
    expect(previewOf(words, '{customer} {bot} {nobody} {limit}', messageVariables('fileTooLarge'), 'Bank')).to.equal('Maria Bank {nobody} 10 MB');
    expect([unknownVariable('{agent} {limit}', messageVariables('start')), unknownVariable('{}', ['agent']), unknownVariable('{opens}', messageVariables('outsideHours'))]).to.deep.equal(['{limit}', '{}', undefined]);
  });
});
