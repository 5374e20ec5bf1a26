import type { Readable } from '../base/observable.js';
import type { Command, CommandResult } from '../command/command.js';
import { allCapabilities } from '../connector/all-capabilities.js';
import type { Connector, ConnectorScope, ConnectorSink, TranscriptPage } from '../connector/connector.js';
import type { Conversation } from '../conversation/conversation.js';

/** A question put to the connector, to be answered by the test. */
export interface Question<Answer> {
  readonly signal: AbortSignal;
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

/** A connector whose other side a test plays. */
export interface FakeConnector extends Connector {
  /** Of the last `open`. */
  readonly sink: ConnectorSink;
  readonly scope: Readable<ConnectorScope>;
  readonly closing: AbortSignal;
  readonly commands: readonly (Question<CommandResult> & { readonly command: Command })[];
  readonly transcripts: readonly (Question<TranscriptPage> & { readonly conversationId: string; readonly before: number | null })[];
  readonly heads: readonly (Question<Conversation> & { readonly conversationId: string })[];
  /** Signals and seen alerts, oldest first. */
  readonly told: readonly string[];
}

/** A connector that can do everything and does nothing by itself. */
export function fakeConnector(): FakeConnector {
  const commands: FakeConnector['commands'][number][] = [];
  const transcripts: FakeConnector['transcripts'][number][] = [];
  const heads: FakeConnector['heads'][number][] = [];
  const told: string[] = [];
  let opened: { scope: Readable<ConnectorScope>; sink: ConnectorSink; signal: AbortSignal } | undefined;
  const open = (): NonNullable<typeof opened> => {
    if (opened === undefined) throw new Error('The connector was not opened.');
    return opened;
  };
  const ask = <Answer, More>(list: (Question<Answer> & More)[], more: More, signal: AbortSignal): Promise<Answer> =>
    new Promise<Answer>((answer, fail) => {
      list.push({ ...more, signal, answer, fail });
      signal.addEventListener('abort', () => fail(new Error('aborted')));
    });
  return {
    capabilities: allCapabilities,
    open: (scope, sink, signal) => void (opened = { scope, sink, signal }),
    send: (command, signal) => ask(commands, { command }, signal),
    transcript: (conversationId, before, _limit, signal) => ask(transcripts, { conversationId, before }, signal),
    head: (conversationId, signal) => ask(heads, { conversationId }, signal),
    signal: (conversationId, signal, isActive) => void told.push(`${signal} ${conversationId} ${isActive}`),
    alertSeen: (alertId) => void told.push(`seen ${alertId}`),
    get sink() {
      return open().sink;
    },
    get scope() {
      return open().scope;
    },
    get closing() {
      return open().signal;
    },
    commands,
    transcripts,
    heads,
    told,
  };
}
