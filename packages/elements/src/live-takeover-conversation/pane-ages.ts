import type { Attachment } from '@live-takeover/sdk';
import { dayLastsMs } from '../language/words.js';
import { reasonLastsMs } from '../words/status-words.js';
import { expiryLastsMs } from './attachment-links.js';
import type { Visit } from './conversation-visit.js';
import type { OutgoingState } from './outgoing-messages.js';

/** How long what a visit shows stays true if nothing happens, in ms: until an age, a day or the time left to a file is another. */
export function visitLastsMs({ client, view, transcript, draft }: Visit, outgoing: readonly OutgoingState[]): number {
  const now = client.now();
  const [status, conversation] = [view.status.value, view.conversation.value];
  const text = conversation?.lastCustomerText ?? null;
  const lastMessage = conversation === undefined || text === null ? null : { text, at: conversation.idleSince };
  const reasonMs = status === undefined ? Infinity : reasonLastsMs({ reason: status.reason, since: status.since, lastMessage }, now);
  const files: (Attachment | undefined)[] = [
    ...transcript.shown.items.flatMap((item) => (item.kind === 'message' ? (item.event.attachments ?? []) : [])),
    ...outgoing.flatMap(({ message: { body } }) => (body.name === 'send' ? (body.attachments ?? []) : [])),
    ...draft.files.map(({ attachment }) => attachment),
  ];
  return files.reduce((least, file) => (file === undefined ? least : Math.min(least, expiryLastsMs(file, now))), Math.min(reasonMs, dayLastsMs(now)));
}
