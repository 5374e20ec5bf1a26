/** One conversation of a fake client. */
import {
  defaultBotRules,
  fold,
  statusOf,
  writable,
  type CommandState,
  type Conversation,
  type ConversationEvent,
  type ConversationView,
  type Signal,
  type StatusAt,
  type Viewer,
  type Writable,
} from '@live-takeover/sdk';

/** One conversation as the test holds it. */
export interface FakeConversation {
  readonly conversation: Writable<Conversation | undefined>;
  readonly status: Writable<StatusAt | undefined>;
  readonly events: Writable<readonly ConversationEvent[]>;
  readonly hasOlder: Writable<boolean>;
  readonly isLoading: Writable<boolean>;
  readonly error: Writable<Error | undefined>;
  readonly typing: Writable<readonly Signal['from'][]>;
  readonly viewers: Writable<readonly Viewer[]>;
  readonly intent: Writable<{ readonly name: string; readonly state: CommandState } | null>;
  /** What the element told of its agent's typing. */
  readonly typingSignals: boolean[];
  olderRequests: number;
  openViews: number;
}

/** Puts finished events, oldest first, behind what a conversation holds, and its status with them. */
export function applyEvents(known: FakeConversation, events: readonly ConversationEvent[], now: number): void {
  const folded = events.reduce<Conversation | undefined>((head, event) => fold(head, event), known.conversation.value);
  known.conversation.set(folded);
  known.status.set(folded === undefined ? undefined : statusOf(folded, defaultBotRules, now));
  known.events.set([...known.events.value, ...events]);
}

/** The term that it is in. */
export function termOf(known: FakeConversation): number {
  return known.conversation.value?.term ?? 0;
}

/** A conversation of which nothing is known. */
export function emptyConversation(): FakeConversation {
  return {
    conversation: writable<Conversation | undefined>(undefined),
    status: writable<StatusAt | undefined>(undefined),
    events: writable<readonly ConversationEvent[]>([]),
    hasOlder: writable(false),
    isLoading: writable(false),
    error: writable<Error | undefined>(undefined),
    typing: writable<readonly Signal['from'][]>([]),
    viewers: writable<readonly Viewer[]>([]),
    intent: writable<{ readonly name: string; readonly state: CommandState } | null>(null),
    typingSignals: [],
    olderRequests: 0,
    openViews: 0,
  };
}

/** It, opened once more. */
export function viewOf(id: string, known: FakeConversation): ConversationView {
  known.openViews += 1;
  let isOpen = true;
  return {
    id,
    ...known,
    loadOlder() {
      known.olderRequests += 1;
      return Promise.resolve();
    },
    setTyping: (isTyping) => void known.typingSignals.push(isTyping),
    close() {
      if (isOpen) known.openViews -= 1;
      isOpen = false;
    },
  };
}
