import type { Agent, BotIdentity, BotRules, Desk } from '@live-takeover/sdk';
import { defaultBotRules } from '@live-takeover/sdk';

/** Who is signed in unless told otherwise. */
export const ana: Agent = { id: 'ana', name: 'Ana Duarte', role: 'agent' };

/** The people she works with. The last one is Offline at first. */
export const colleagues: readonly Agent[] = [
  { id: 'ben', name: 'Ben Okafor', role: 'agent' },
  { id: 'chiara', name: 'Chiara Lindqvist', role: 'supervisor' },
  { id: 'dov', name: 'דב מזרחי', role: 'agent' },
];

/** The bots that conversations are started with. */
export const bots: readonly BotIdentity[] = [
  { id: 'harbour-bank', name: 'Harbour Bank' },
  { id: 'harbour-cards', name: 'Harbour Cards' },
  { id: 'tidal-mobile', name: 'Tidal Mobile' },
  { id: 'tidal-fibre', name: 'Tidal Fibre' },
];

/** What agents of the bank are asked at the end. */
const wrapUpReasons = [
  { id: 'solved', label: 'Solved' },
  { id: 'passed-on', label: 'Passed on to a branch' },
  { id: 'no-answer', label: 'Customer stopped answering' },
];

/** Their rules: the defaults, but one is quicker to call for an agent. */
export const botRules: Readonly<Record<string, BotRules>> = Object.fromEntries(
  bots.map(({ id }) => [id, id === 'tidal-fibre' ? { ...defaultBotRules, agentThreshold: 2 } : defaultBotRules]),
);

/** What they choose from; wrap-up is asked for by one bot, and never insisted on. */
export const startingDesk: Desk = {
  reasons: [
    { id: 'lunch', label: 'Lunch', receivesRequests: false },
    { id: 'training', label: 'Training', receivesRequests: false },
    { id: 'paperwork', label: 'Finishing paperwork', receivesRequests: true },
  ],
  bots: Object.fromEntries(
    bots.map(({ id, name }) => [
      id,
      {
        name,
        preparedReplies: [
          { id: 'greeting', title: 'Greeting', text: 'Hello {customer}, this is {agent}. I have read what you wrote and am looking into it.' },
          { id: 'one-moment', title: 'One moment', text: 'One moment, please. I am asking a colleague.' },
          { id: 'goodbye', title: 'Goodbye', text: 'Thank you for writing to {bot}. Your reference is {reference}.' },
        ],
        wrapUp: id === 'harbour-bank' ? { reasons: wrapUpReasons, isRequired: false } : null,
      },
    ]),
  ),
  capacity: null,
};

/** Customers' names, in the scripts people write them in. */
export const customerNames: readonly string[] = [
  'Grace Adeyemi',
  'Tomás Herrera',
  'Lena Vogt',
  'أمل الحسيني',
  'יעל ברק',
  'Camille Rousseau',
  'आरव मेहता',
  '中村 結衣',
  "Siobhán O'Rourke",
  'Nguyễn Thị Mai',
  'Maximiliane von Hohenstein-Radzivilov',
  'Bo',
  'Ivana Kovačević',
  'سامر قاسم',
  'Thandiwe Nkosi',
  'Þóra Jónsdóttir',
];

/** Where conversations take place; as often as listed. */
export const channels: readonly string[] = ['web', 'web', 'messenger', 'web', 'sms', 'web', 'whatsapp', 'messenger'];
