import type { ServerFrame } from '../wire/frames.js';
import type { ConnectorSink } from './connector.js';

/** Passes on what a gateway says of itself and of the agent when it lets a client in. */
export function tellWelcome(frame: Extract<ServerFrame, { type: 'welcome' }>, sink: ConnectorSink): void {
  sink.serverTime(frame.serverTime);
  sink.agent(frame.agent);
  sink.rules(frame.rules);
  const { messageLength, attachments } = frame.limits;
  sink.limits?.({ messageLength, ...(attachments === undefined ? {} : { attachments }) });
  if (frame.desk !== undefined) sink.desk?.(frame.desk);
}
