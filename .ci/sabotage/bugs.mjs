/**
 * One-line bugs, at least three for each promise of docs/guarantees.md. A bug
 * puts `wrong` in place of `right`, which stands in `file` exactly once.
 *
 * @typedef {{ readonly promise: string, readonly name: string, readonly file: string, readonly right: string, readonly wrong: string }} Bug
 */
const gateway = 'packages/gateway/src';
const sdk = 'packages/sdk/src';

/** @type {readonly Bug[]} */
export const bugs = [
  {
    promise: '1 one operator',
    name: 'the store does not compare the term',
    file: `${gateway}/store/append-rules.ts`,
    right: 'if (expectedTerm !== undefined && expectedTerm !== head?.term)',
    wrong: 'if (expectedTerm !== undefined && head === undefined)',
  },
  {
    promise: '1 one operator',
    name: 'a takeover does not insist on what was seen',
    file: `${gateway}/agents/decide.ts`,
    right: 'if (command.seenTerm !== term) return staleTerm(head);',
    wrong: '',
  },
  {
    promise: '1 one operator',
    name: 'any agent may take from a colleague',
    file: `${gateway}/agents/decide.ts`,
    right: "if (operator.kind !== 'bot' && agent.role !== 'supervisor')",
    wrong: "if (operator.kind !== 'bot' && agent.role === undefined)",
  },
  {
    promise: '1 one operator',
    name: 'the fold takes a second takeover of a term',
    file: `${sdk}/conversation/fold.ts`,
    right: "  if (conversation.operator.kind !== 'bot') return;\n  if (event.term",
    wrong: '  if (event.term',
  },
  {
    promise: '1 one operator',
    name: 'the loser is not told who won',
    file: `${gateway}/agents/decide.ts`,
    right: "has taken this conversation over.`, operator.name);",
    wrong: "has taken this conversation over.`);",
  },
  {
    promise: '2 fenced',
    name: "an agent's message is stored under any term",
    file: `${gateway}/agents/arbiter.ts`,
    right: "{ expectedTerm: head.term }),",
    wrong: '{}),',
  },
  {
    promise: '2 fenced',
    name: "a bot's reply is stored under any term",
    file: `${gateway}/bots/reply-log.ts`,
    right: 'origin.term === null ? {} : { expectedTerm: origin.term }',
    wrong: '{}',
  },
  {
    promise: '2 fenced',
    name: 'a bot that is asked gets the term of its answer',
    file: `${gateway}/bots/bot-work.ts`,
    right: "if (next?.type === 'takeover-started') return next.term - 1;",
    wrong: "if (next?.type === 'takeover-started') return head.term;",
  },
  {
    promise: '2 fenced',
    name: 'only the holder is asked, not their term',
    file: `${gateway}/agents/decide.ts`,
    right: "  const { operator } = head;\n  if (term !== head.term) return staleTerm(head);",
    wrong: '  const { operator } = head;',
  },
  {
    promise: '3 acknowledged',
    name: 'the embedded store answers before it commits',
    file: `${gateway}/store/sqlite/database.ts`,
    right: "options.synchronous === 'full' ? 'FULL' : 'OFF'",
    wrong: "options.synchronous === 'full' ? 'OFF' : 'OFF'",
  },
  {
    promise: '3 acknowledged',
    name: 'expectations are looked at before ids',
    file: `${gateway}/store/append-rules.ts`,
    right: 'if (stored.commandHash === (expectations.commandHash ?? null)) return stored;',
    wrong: 'if (stored.commandHash === (expectations.commandHash ?? null) && expectations.expectedVersion === undefined) return stored;',
  },
  {
    promise: '3 acknowledged',
    name: 'a command sent again gets a new id',
    file: `${sdk}/command/outbox.ts`,
    right: 'result = await this.#options.send(entry.command, attempt.signal);',
    wrong: 'result = await this.#options.send({ ...entry.command, id: `${entry.command.id}${entry.attempts}` }, attempt.signal);',
  },
  {
    promise: '3 acknowledged',
    name: 'an id may be used for another command',
    file: `${gateway}/agents/arbiter.ts`,
    right: "JSON.stringify([agent.id, sorted])",
    wrong: "JSON.stringify([agent.id])",
  },
  {
    promise: '3 acknowledged',
    name: 'a failed commit is answered as done',
    file: `${gateway}/store/sqlite/group-commit.ts`,
    right: "    engine.rollBack();\n    return { answers: allFailed(calls, error), stored: [] };\n  }\n}\n\nfunction performOneByOne",
    wrong: "    engine.rollBack();\n    return { answers, stored: [] };\n  }\n}\n\nfunction performOneByOne",
  },
  {
    promise: '4 no gaps',
    name: 'a delta is applied whatever came before it',
    file: `${sdk}/connector/stream-position.ts`,
    right: "if (prev !== this.#cursor) return 'gap';",
    wrong: '',
  },
  {
    promise: '4 no gaps',
    name: 'a cursor of a restored store is accepted',
    file: `${gateway}/agents/cursor.ts`,
    right: "if (incarnation !== now.incarnation)",
    wrong: "if (incarnation === '')",
  },
  {
    promise: '4 no gaps',
    name: 'a cursor of another scope is accepted',
    file: `${gateway}/agents/cursor.ts`,
    right: 'if (stream !== now.stream)',
    wrong: "if (stream === '')",
  },
  {
    promise: '4 no gaps',
    name: 'silence is never noticed',
    file: `${sdk}/connector/liveness.ts`,
    right: "if (this.#doubtedAt !== null || now - dueAt < proofLimitMs) return this.#listener.onSilent();",
    wrong: "if (this.#doubtedAt !== null) return this.#listener.onSilent();",
  },
  {
    promise: '4 no gaps',
    name: 'a missing event is skipped',
    file: `${sdk}/conversation/log.ts`,
    right: 'event.seq !== conversation.seq + 1 ||',
    wrong: 'event.seq <= conversation.seq ||',
  },
  {
    promise: '4 no gaps',
    name: 'age is called fresh for an hour',
    file: `${sdk}/client/freshness.ts`,
    right: 'export const staleLimitMs = 35_000;',
    wrong: 'export const staleLimitMs = 3_600_000;',
  },
];
