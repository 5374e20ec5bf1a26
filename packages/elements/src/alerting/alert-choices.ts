import type { Alert, AlertKind } from '@live-takeover/sdk';

/** A way to call the agent. */
export type AlertChannel = 'page' | 'sound' | 'desktop';

/** Which ways each kind of alert takes. */
export type AlertChoices = Readonly<Record<AlertKind, readonly AlertChannel[]>>;

/** Every way, in the order of the settings. */
export const alertChannels: readonly AlertChannel[] = ['page', 'sound', 'desktop'];

/** Every kind, the one that matters most first. */
export const alertKinds: readonly AlertKind[] = ['takeover-lost', 'assigned', 'agent-request', 'reply-overdue', 'action', 'customer-message'];

/** What holds until the agent chooses: everything. */
export const defaultChoices: AlertChoices = choicesOf(() => alertChannels);

/** Whether the agent may choose this: what was taken from them is always shown in the page. */
export function canChoose(kind: AlertKind, channel: AlertChannel): boolean {
  return kind !== 'takeover-lost' || channel !== 'page';
}

/** The choices with one of them changed. */
export function withChoice(choices: AlertChoices, kind: AlertKind, channel: AlertChannel, isOn: boolean): AlertChoices {
  if (!canChoose(kind, channel)) return choices;
  return { ...choices, [kind]: alertChannels.filter((each) => (each === channel ? isOn : choices[kind].includes(each))) };
}

/** Choices as they were kept; a kind that is missing or makes no sense is as it was before anybody chose. */
export function decodeChoices(value: unknown): AlertChoices | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return choicesOf((kind) => {
    const kept: unknown = Object.hasOwn(value, kind) ? (value as Readonly<Record<string, unknown>>)[kind] : undefined;
    if (!Array.isArray(kept)) return defaultChoices[kind];
    return alertChannels.filter((channel) => kept.includes(channel) || !canChoose(kind, channel));
  });
}

/** Those that take this way. */
export function alertsFor(choices: AlertChoices, channel: AlertChannel, alerts: readonly Alert[]): readonly Alert[] {
  // A kind that a newer gateway knows is shown, and makes no noise.
  return alerts.filter(({ kind }) => (Object.hasOwn(choices, kind) ? choices[kind].includes(channel) : channel === 'page'));
}

/** Whether it calls this agent alone, and so whatever they chose to be. */
export function isPersonal({ kind }: Alert): boolean {
  return kind !== 'agent-request' && kind !== 'action';
}

/** The most important one. */
export function foremost(alerts: readonly Alert[]): Alert | undefined {
  return alerts.toSorted((one, other) => alertKinds.indexOf(one.kind) - alertKinds.indexOf(other.kind) || one.at - other.at)[0];
}

function choicesOf(channelsOf: (kind: AlertKind) => readonly AlertChannel[]): AlertChoices {
  return Object.fromEntries(alertKinds.map((kind) => [kind, channelsOf(kind)])) as unknown as AlertChoices;
}
