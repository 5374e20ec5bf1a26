/** `<live-takeover-settings>` in every state. */
import { TakeoverError, type BotSettings } from '@live-takeover/sdk';
import { createFakeClient, type FakeClient } from '../client-source/fake-client.test-support.js';
import type { LiveTakeoverSettings } from '../settings/live-takeover-settings.js';
import { allInside, fill, press, settle, stage, type Staging, type State } from './stage.test-support.js';

/** Settings with something of everything. */
export function settingsOf(text: Staging['text']): BotSettings {
  return {
    version: 3,
    rules: { agentThreshold: 3, stalledAfterMs: 300_000, abandonedAfterMs: 1_800_000, timeoutMs: 86_400_000 },
    preparedReplies: [
      { id: 'hello', title: text('Greeting'), text: text('Good morning') },
      { id: 'iban', title: text('Unblock'), text: text('Your card is unblocked') },
    ],
    messages: { start: text('You are now talking to an agent'), exit: text('Goodbye'), confirmation: '', fileTooLarge: text('Too large') },
    openingHours: {
      timeZone: 'Europe/Berlin',
      week: [[{ from: '09:00', to: '12:00' }, { from: '13:00', to: '24:00' }], [{ from: '09:00', to: '17:00' }], [], [], [], [], []],
      closedOn: ['2026-12-25'],
    },
  };
}

interface Panel {
  readonly element: LiveTakeoverSettings;
  readonly fake: FakeClient;
  readonly text: Staging['text'];
}

async function shown(staging: Staging, role: 'agent' | 'supervisor' = 'supervisor'): Promise<Panel> {
  const { text } = staging;
  const fake = createFakeClient();
  fake.me.set({ id: 'sam', name: text('Sam'), role });
  fake.desk.set({ ...fake.desk.value, bots: { bank: { name: text('Bank helper'), preparedReplies: [], wrapUp: null }, shop: { name: text('Shop helper'), preparedReplies: [], wrapUp: null } } });
  const element = Object.assign(document.createElement('live-takeover-settings'), { client: fake.client });
  await stage(element, staging);
  return { element, fake, text };
}

async function answered(panel: Panel, answer?: Error): Promise<void> {
  const question = panel.fake.questions.at(-1);
  if (answer === undefined) question?.resolve({ bank: settingsOf(panel.text), shop: { ...settingsOf(panel.text), openingHours: null } });
  else question?.reject(answer);
  await settle();
}

const preparations: readonly (readonly [string, (panel: Panel) => void | Promise<void>])[] = [
  ['while they load', () => undefined],
  ['that could not be read', (panel) => answered(panel, new TakeoverError('store-unavailable', 'x'))],
  ...(['replies', 'thresholds', 'messages', 'hours'] as const).map((section): readonly [string, (panel: Panel) => Promise<void>] => [
    `at ${section}`,
    async (panel) => {
      await answered(panel);
      await press(panel.element, `#tab-${section}`);
    },
  ]),
  ['with mistakes', async (panel) => {
    await answered(panel);
    await press(panel.element, '#tab-thresholds');
    for (const { id } of allInside<HTMLInputElement>(panel.element, 'input')) await fill(panel.element, `#${CSS.escape(id)}`, id.endsWith('stalledAfterMs') ? 'x' : '0.1');
    await press(panel.element, '[part~="save"]');
  }],
  ['that a colleague changed meanwhile', async (panel) => {
    await answered(panel);
    await press(panel.element, '#tab-thresholds');
    await fill(panel.element, 'input', '7');
    await press(panel.element, '[part~="save"]');
    // Texts that are too long are refused before they are sent.
    panel.fake.commands.at(-1)?.fail(new TakeoverError('settings-changed', 'x', { holder: panel.text('Dora') }));
    await settle();
    const question = panel.fake.questions.at(-1);
    question?.resolve({ bank: { ...settingsOf(panel.text), version: 4, rules: { ...settingsOf(panel.text).rules, agentThreshold: 5 } } });
  }],
];

/** The settings in every state. */
export const settingsStates: readonly State[] = [
  ...preparations.map(
    ([name, prepare]): State => ({
      name: `the settings ${name}`,
      async show(staging) {
        const panel = await shown(staging);
        await prepare(panel);
        await settle();
        return panel.element;
      },
    }),
  ),
  { name: 'the settings for an agent', show: async (staging) => (await shown(staging, 'agent')).element },
];
