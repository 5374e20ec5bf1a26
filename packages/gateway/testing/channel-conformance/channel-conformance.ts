/** What every channel to somebody else's service must show, run against it and a simulator of that service. */
import type { ConformanceRunner } from '../store-conformance/subject.js';
import type { ChannelSubject } from './channel-subject.js';
import { incomingGroup } from './incoming-group.js';
import { newsGroup } from './news-group.js';
import { outgoingGroup } from './outgoing-group.js';

/** Registers the tests with the given runner: `test` of vitest or of node:test. */
export function channelConformance(subject: ChannelSubject, runner: ConformanceRunner): void {
  incomingGroup(subject, runner);
  outgoingGroup(subject, runner);
  newsGroup(subject, runner);
}
