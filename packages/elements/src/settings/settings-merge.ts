/** What of the settings changed, here and meanwhile elsewhere. Pure. */
import type { SettingsDraft } from './settings-draft.js';

/** The parts that are edited, changed and taken over each by itself: `rules.timeoutMs`, `messages.start`, `replies`, `hours`. */
export type SettingsPart = string;

/** The names of the parts in which two drafts differ. */
export function changedParts(one: SettingsDraft, other: SettingsDraft): readonly SettingsPart[] {
  const [before, after] = [partsOf(one), partsOf(other)];
  return [...new Set([...before.keys(), ...after.keys()])].filter((part) => !isSame(before.get(part), after.get(part)));
}

/** One part of a draft. */
export function partOf(draft: SettingsDraft, part: SettingsPart): unknown {
  return partsOf(draft).get(part);
}

/** A draft with one part of another one. */
export function withPart(draft: SettingsDraft, part: SettingsPart, from: SettingsDraft): SettingsDraft {
  const [group, name = ''] = part.split('.', 2);
  if (group === 'replies') return { ...draft, replies: from.replies };
  if (group === 'hours') return { ...draft, hours: from.hours };
  if (group === 'rules') return { ...draft, rules: { ...draft.rules, [name]: partOf(from, part) } };
  return { ...draft, messages: { ...draft.messages, [name]: String(partOf(from, part) ?? '') } };
}

/**
 * What was typed, over what the settings have become: a part that was not
 * touched here is as it is there, one that was stays as typed.
 *
 * @param base - the settings from which the typing began
 * @returns the parts that both changed, each in its own way, as well
 */
export function rebase(base: SettingsDraft, mine: SettingsDraft, theirs: SettingsDraft): { readonly draft: SettingsDraft; readonly conflicts: readonly SettingsPart[] } {
  const touched = changedParts(base, mine);
  const draft = touched.reduce((merged, part) => withPart(merged, part, mine), theirs);
  const changed = new Set(changedParts(base, theirs));
  return { draft, conflicts: changedParts(draft, theirs).filter((part) => changed.has(part)) };
}

function partsOf({ rules, messages, replies, hours }: SettingsDraft): ReadonlyMap<SettingsPart, unknown> {
  const named = (group: string, values: object): (readonly [string, unknown])[] => Object.entries(values).map(([name, value]) => [`${group}.${name}`, value] as const);
  // Hours that are not in force are no difference.
  const effective = hours.isAlwaysOpen ? null : hours;
  return new Map<string, unknown>([...named('rules', rules), ...named('messages', messages), ['replies', replies], ['hours', effective]]);
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
