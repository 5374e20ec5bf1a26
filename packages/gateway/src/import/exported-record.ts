/** Takes back what `export` wrote: whole conversations, event by event, as they were. */
import type { ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import { z } from 'zod';
import { importedThreadPrefix } from '../conversations/imported-thread.js';
import type { RecordLine } from '../record/export-record.js';
import { recordFormat } from '../record/export-record.js';

/** What a line of an exported record leads to. */
export type ExportedLine =
  /** A conversation is whole: all lines before this one. */
  | { readonly line: number; readonly events: readonly ConversationEvent[] }
  | { readonly line: number; readonly problem: string };

const named = z.looseObject({ id: z.string(), name: z.string() });
const envelope = { id: z.string().min(1), conversationId: z.string().min(1), seq: z.int().min(1), at: z.int().min(0) };
const event = z.union([
  z.looseObject({
    ...envelope,
    type: z.literal('conversation-started'),
    bot: named,
    channel: z.string(),
    contact: z.looseObject({}),
    attributes: z.looseObject({}),
    reference: z.string().min(1),
    thread: z.string(),
  }),
  z.looseObject({ ...envelope, type: z.string().min(1).refine((type) => type !== 'conversation-started') }),
]);

/** Gathers the conversations of an exported record from its lines. */
export class ExportedRecord {
  #events: ConversationEvent[] = [];
  #firstLine = 0;
  #isComplete = true;

  /**
   * Takes a line.
   *
   * @returns what it completes or what is wrong with it; undefined if the line is of another format
   */
  take(number: number, text: string): readonly ExportedLine[] | undefined {
    const line = recordLineOf(text);
    if (line === undefined) return undefined;
    switch (line.line) {
      case 'record':
        this.#isComplete = false;
        if (line.version <= recordFormat.version) return this.#conversation();
        return [{ line: number, problem: `The record is of format ${line.version}; this release reads ${recordFormat.version}. Import it with a newer one.` }];
      case 'event':
        return this.#add(number, line.event);
      case 'end':
        this.#isComplete = true;
        return this.#conversation();
      default:
        // The audit stream of another gateway is none of ours.
        return this.#conversation();
    }
  }

  /** What is left at the end of the file. @param number - of its last line */
  finish(number: number): readonly ExportedLine[] {
    const left = this.#conversation();
    if (this.#isComplete) return left;
    return [...left, { line: number, problem: 'The exported record has no end line, so it broke off here. Export it again.' }];
  }

  #add(number: number, given: unknown): readonly ExportedLine[] {
    const checked = event.safeParse(given);
    if (!checked.success) return [{ line: number, problem: `This is no event: ${checked.error.issues[0]?.path.join('.') ?? 'it'} is wrong. Leave the export as it was.` }];
    const next = given as ConversationEvent;
    const before = next.conversationId === this.#events[0]?.conversationId ? [] : this.#conversation();
    if (this.#events.length === 0) this.#firstLine = number;
    this.#events.push(withoutThread(next));
    return before;
  }

  #conversation(): readonly ExportedLine[] {
    const events = this.#events;
    this.#events = [];
    return events.length === 0 ? [] : [{ line: this.#firstLine, events }];
  }
}

/** Nobody is at the other end: nothing is owed there, and the thread stays free for its customer. */
function withoutThread(event: ConversationEvent): ConversationEvent {
  return event.type === 'conversation-started' ? { ...event, thread: threadOf(event.conversationId) } : event;
}

function threadOf(conversationId: ConversationId): string {
  return `${importedThreadPrefix}${conversationId}`;
}

function recordLineOf(text: string): RecordLine | undefined {
  // Lines of the other format hold whole conversations: not worth reading twice.
  if (!/^\s*\{\s*"line"\s*:\s*"/.test(text)) return undefined;
  try {
    return JSON.parse(text) as RecordLine;
  } catch {
    // Reported as what it is where lines of the other format are read.
    return undefined;
  }
}
