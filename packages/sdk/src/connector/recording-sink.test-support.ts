import type { ConnectionState, ConnectorSink } from './connector.js';

/** A sink that writes down what it is told. */
export interface RecordingSink extends ConnectorSink {
  /** Calls, oldest first; those of `connection` apart. */
  readonly calls: readonly (readonly [name: string, argument: unknown])[];
  readonly states: readonly ConnectionState[];
  /** The last state's name. */
  readonly state: string;
}

/** A sink for tests of connectors. */
export function recordingSink(): RecordingSink {
  const calls: [string, unknown][] = [];
  const states: ConnectionState[] = [{ state: 'idle' }];
  const note = (name: string) => (argument: unknown) => void calls.push([name, argument]);
  return {
    calls,
    states,
    get state() {
      return states.at(-1)?.state ?? 'idle';
    },
    connection: (state) => void states.push(state),
    serverTime: note('serverTime'),
    agent: note('agent'),
    rules: note('rules'),
    limits: note('limits'),
    desk: note('desk'),
    snapshot: note('snapshot'),
    events: note('events'),
    head: note('head'),
    alert: note('alert'),
    alertEnded: note('alertEnded'),
    presence: note('presence'),
    signal: note('signal'),
    reset: note('reset'),
  };
}
