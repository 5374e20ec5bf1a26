/** What became of commands: done once if so told, not at all if so told, and told in time. */
import type { ConversationEvent } from '@live-takeover/sdk/core';
import type { CommandBody, CommandHandle, CommandState } from '@live-takeover/sdk';
import type { SimulatedTab } from '../actors/tab.js';
import type { World } from '../world/world.js';
import type { Ledger } from './ledger.js';
import type { SettingsTruth } from './settings.js';

/** The longest a command may take, and what a timer may be late. */
const deadlineMs = 30_000 + 1_000;

interface Given {
  readonly tab: SimulatedTab;
  readonly body: CommandBody;
  readonly handle: CommandHandle;
  readonly givenAt: number;
}

/** Follows commands from the press of the button to the end. */
export class CommandChecks {
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #choicesOf: (agentId: string) => ReadonlySet<string>;
  readonly #settings: Pick<SettingsTruth, 'hasChange'>;
  readonly #byId = new Map<string, Given>();
  readonly #open = new Set<Given>();
  readonly #refused: Given[] = [];

  /** @param choicesOf - every availability of an agent that was ever on disk */
  constructor(world: World, ledger: Ledger, choicesOf: (agentId: string) => ReadonlySet<string>, settings: Pick<SettingsTruth, 'hasChange'>) {
    this.#world = world;
    this.#ledger = ledger;
    this.#choicesOf = choicesOf;
    this.#settings = settings;
    ledger.onEvent((event) => this.#judge(event));
  }

  /** An agent gave a command. */
  given(tab: SimulatedTab, body: CommandBody, handle: CommandHandle): void {
    const given: Given = { tab, body, handle, givenAt: this.#world.schedule.now };
    this.#open.add(given);
    this.#byId.set(handle.id, given);
    this.#world.trace.add(`${tab.name} ${handle.id} ${body.name} ${'conversationId' in body ? body.conversationId : ''}`);
    handle.state.subscribe((state) => this.#follow(given, state));
    this.#follow(given, handle.state.value);
  }

  /** Looks for commands that should have settled. */
  sweep(): void {
    const { now } = this.#world.schedule;
    for (const given of this.#open) {
      const { tab, handle, givenAt } = given;
      if (!tab.process.isAlive) this.#open.delete(given);
      else if (tab.isAwake && tab.isVisible && tab.inViewSince <= givenAt && now - givenAt > deadlineMs)
        this.#world.violate('command-settles', `${handle.id} is ${handle.state.value.state} after ${now - givenAt} ms`);
    }
  }

  /** Looks for commands that took effect although the agent was told that they did not. */
  finish(): void {
    for (const { body, handle } of this.#refused) {
      if (body.name === 'change-settings' && this.#settings.hasChange(handle.id)) this.#world.violate('refused-is-not-done', `${handle.id} (${body.name}) was refused, and is on disk`);
      if ('conversationId' in body && this.#isDone(body.conversationId, handle.id))
        this.#world.violate('refused-is-not-done', `${handle.id} (${body.name}) was refused, and is on disk`);
    }
  }

  #isDone(conversationId: string, commandId: string): boolean {
    const first = this.#ledger.find(conversationId, `${commandId}:0`);
    return first !== undefined && first.type !== 'command-settled';
  }

  /** What came of a command is what was asked, under the term that the agent saw. */
  #judge(event: ConversationEvent): void {
    if (event.type === 'command-settled') this.#world.reached.settledRepeats += 1;
    const body = event.causedBy === undefined ? undefined : this.#byId.get(event.causedBy)?.body;
    if (body === undefined || !('conversationId' in body)) return;
    const seenTerm = 'seenTerm' in body ? body.seenTerm : 'term' in body ? body.term : undefined;
    const term = event.type === 'takeover-started' ? event.term - 1 : event.type === 'takeover-ended' || (event.type === 'message-sent' && event.from === 'agent') ? event.term : undefined;
    if (body.conversationId !== event.conversationId || (term !== undefined && term !== seenTerm))
      this.#world.violate('as-the-agent-saw-it', `${event.causedBy ?? ''} (${body.name}, seen at term ${seenTerm ?? '?'}) made ${event.type} of term ${term ?? '?'} in ${event.conversationId}`);
  }

  #follow(given: Given, state: CommandState): void {
    if (state.state !== 'acknowledged' && state.state !== 'failed') return;
    const { tab, body, handle } = given;
    // Given up as unknown, it may still be acknowledged by its echo; nothing else comes after the end.
    if (!this.#open.delete(given) && state.state === 'failed') this.#world.violate('command-settles-once', `${handle.id} settled again as ${state.error.code}`);
    this.#world.trace.add(`${tab.name} ${handle.id} ${body.name} ${state.state === 'failed' ? state.error.code : `acknowledged ${state.seq}`}`);
    if (state.state === 'acknowledged') return this.#acknowledged(given, state.seq);
    if (body.name === 'take-over' && state.error.code === 'already-taken') this.#world.reached.contestedTakeovers += 1;
    if (state.error.code === 'settings-changed') this.#world.reached.overtakenChanges += 1;
    if (state.error.code === 'at-capacity') this.#world.reached.fullDesks += 1;
    if (state.error.code !== 'outcome-unknown') this.#refused.push(given);
  }

  #acknowledged({ tab, body, handle }: Given, seq: number): void {
    if (body.name === 'set-availability') {
      const id = body.agentId ?? tab.identity.id;
      if (!this.#choicesOf(id).has(body.availability)) this.#world.violate('acknowledged-is-durable', `${id} was told to be ${body.availability}, and it is not on disk`);
      return;
    }
    if (body.name === 'change-settings') {
      this.#world.reached.settingsChanges += 1;
      if (!this.#settings.hasChange(handle.id)) this.#world.violate('acknowledged-is-durable', `${handle.id} changed ${body.botId}, and it is not on disk`);
      return;
    }
    // What was so already needs no event.
    if (seq === 0 || !('conversationId' in body)) return;
    if (this.#ledger.find(body.conversationId, `${handle.id}:0`) === undefined)
      this.#world.violate('acknowledged-is-durable', `${handle.id} (${body.name} ${body.conversationId}) was acknowledged at ${seq}, and is not on disk`);
    if (body.name === 'send') this.#world.reached.agentMessages += 1;
    if (body.name === 'assign') this.#world.reached.assignments += 1;
    if (body.name === 'take-over' && body.isUndo === true) this.#world.reached.takenBack += 1;
  }
}
