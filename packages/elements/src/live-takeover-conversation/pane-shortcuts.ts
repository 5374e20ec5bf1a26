import type { MessageKey } from '../language/catalogue.js';
import type { Shortcut } from '../shortcuts/shortcut.js';
import type { Offer } from './acts.js';

/** What the shortcuts of a conversation do. */
export interface PaneCommands {
  can(offer: Offer): boolean;
  act(offer: Offer): void;
  canReply(): boolean;
  reply(): void;
  canNote(): boolean;
  canFind(): boolean;
  find(): void;
}

const acts: readonly (readonly [Offer, string, MessageKey])[] = [
  ['take-over', 't', 'shortcut.pane-take-over'],
  ['hand-back', 'b', 'shortcut.hand-back'],
  ['undo', 'u', 'shortcut.undo'],
  ['transfer', 'f', 'shortcut.transfer'],
  ['dismiss-action', 'd', 'shortcut.dismiss'],
];

/** The keys of a conversation. */
export function paneShortcuts(commands: PaneCommands): readonly Shortcut[] {
  const group = 'shortcut.group-conversation';
  return [
    ...acts.map(([offer, key, label]) => ({ id: `pane.${offer}`, keys: [key], label, group, when: () => commands.can(offer), run: () => commands.act(offer) }) as const),
    { id: 'pane.reply', keys: ['r'], label: 'shortcut.reply', group, when: () => commands.canReply(), run: () => commands.reply() },
    { id: 'pane.note', keys: ['i'], label: 'shortcut.note', group, when: () => commands.canNote(), run: () => commands.act('note') },
    { id: 'pane.find', keys: ['s'], label: 'shortcut.find', group, when: () => commands.canFind(), run: () => commands.find() },
    { id: 'pane.replies', keys: ['/'], label: 'shortcut.replies', group },
  ];
}
