/** An agent: looks at the table in one or more tabs, and does what agents do. */
import type { CommandBody, CommandHandle, ConversationView, Row } from '@live-takeover/sdk';
import { Whereabouts } from '../invariants/whereabouts.js';
import type { Chance } from '../world/chance.js';
import type { Places } from '../world/places.js';
import type { World } from '../world/world.js';
import { simulatedConfig } from './configuration.js';
import type { SimulatedIdentity } from './sign-in.js';
import { SimulatedTab } from './tab.js';

/** What an agent tells those who check. */
export interface AgentWitness {
  given(tab: SimulatedTab, body: CommandBody, handle: CommandHandle): void;
}

/** What an agent stands on. */
export interface AgentGround {
  readonly world: World;
  readonly places: Places;
  readonly witness: AgentWitness;
  readonly storeNow: () => number;
  /** Ids of the agents to whom conversations may be transferred. */
  readonly colleagues: readonly string[];
}

const hoursMs = 3_600_000;

/** One agent. */
export class SimulatedAgent {
  readonly identity: SimulatedIdentity;
  readonly tabs: SimulatedTab[] = [];
  /** Alerts that the agent has acknowledged, in whatever tab. */
  readonly seenAlerts: Set<string> = new Set<string>();
  /** What is true of the agent's presence. */
  readonly whereabouts: Whereabouts;
  /** When the agent became operator of conversations, by conversation. */
  readonly becameOperatorAt: Map<string, number> = new Map<string, number>();
  readonly #ground: AgentGround;
  readonly #chance: Chance;
  readonly #open: ConversationView[] = [];
  /** Conversations whose hand-back may still be regretted. */
  readonly #handedBack = new Set<string>();
  #tabCount = 0;
  #isQuiet = false;

  constructor(identity: SimulatedIdentity, ground: AgentGround) {
    this.identity = identity;
    this.#ground = ground;
    this.#chance = ground.world.chance.fork();
    this.whereabouts = new Whereabouts(ground.world);
  }

  sees(botId: string): boolean {
    return this.identity.bots?.includes(botId) !== false;
  }

  start(): void {
    this.openTab(true);
    if (this.#chance.happens(0.3)) this.openTab(this.#chance.happens(0.5));
    this.#next();
  }

  openTab(hasTable: boolean): void {
    const { world, places, storeNow } = this.#ground;
    this.#tabCount += 1;
    const tab = new SimulatedTab(world, places, {
      name: `${this.identity.id}${String(this.#tabCount)}`,
      identity: this.identity,
      hasTable,
      clockAheadMs: this.#chance.between(-5 * hoursMs, 5 * hoursMs),
      storeNow,
      onHeard: (node, text) => this.whereabouts.heard(tab.name, node, text),
    });
    this.tabs.push(tab);
  }

  closeTab(tab: SimulatedTab, saysGoodbye: boolean): void {
    tab.close(saysGoodbye);
    this.tabs.splice(this.tabs.indexOf(tab), 1);
  }

  /** Closes everything, or has the machine die. */
  goHome(): void {
    for (const tab of [...this.tabs]) this.closeTab(tab, this.#chance.happens(0.5));
  }

  /** Starts nothing new any more. */
  quieten(): void {
    this.#isQuiet = true;
    for (const tab of this.tabs) {
      tab.thaw(true);
      if (!tab.isVisible) tab.show();
    }
  }

  /** Presses *Take over*, if a tab in view shows the conversation. */
  grab(conversationId: string): void {
    const tab = this.#awakeTab();
    const row = tab?.view?.row(conversationId);
    if (tab !== undefined && row !== undefined && this.#chance.happens(0.8)) this.#takeOver(tab, row);
  }

  /** Takes over whatever is there, in every tab at once and so perhaps on several nodes. */
  grabAll(): void {
    for (const tab of this.tabs)
      if (tab.isAwake && tab.isVisible) for (const row of tab.view?.rows(0, tab.view.total) ?? []) if (!row.isMine && this.#chance.happens(0.7)) this.#takeOver(tab, row);
  }

  #next(): void {
    const { world } = this.#ground;
    world.schedule.after(this.#chance.wait(5_000), undefined, () => {
      if (this.#isQuiet) return;
      // In the tab's own process: a frozen tab's agent waits like the tab.
      const tab = this.#awakeTab();
      if (tab !== undefined) world.schedule.after(0, tab.process, () => this.#act(tab));
      this.#next();
    });
  }

  #awakeTab(): SimulatedTab | undefined {
    const awake = this.tabs.filter((tab) => tab.isAwake && tab.isVisible);
    return awake.length === 0 ? undefined : this.#chance.pick(awake);
  }

  #act(tab: SimulatedTab): void {
    for (const { id } of tab.client.alerts.value) if (this.#chance.happens(0.2)) this.#see(tab, id);
    const rows = tab.view?.rows(0, tab.view.total) ?? [];
    const mine = rows.filter(({ isMine }) => isMine);
    const others = rows.filter(({ isMine }) => !isMine);
    if (this.identity.role === 'supervisor' && this.#chance.happens(0.08)) return this.#changeSettings(tab);
    const draw = this.#chance.next();
    if (draw < 0.06) return this.#chooseAvailability(tab);
    if (draw < 0.14 && rows.length > 0) return this.#look(tab, this.#chance.pick(rows).id);
    if (mine.length > 0 && draw < 0.65) return this.#work(tab, this.#chance.pick(mine));
    if (others.length > 0) return this.#consider(tab, this.#chance.pick(others));
  }

  #see(tab: SimulatedTab, alertId: string): void {
    this.seenAlerts.add(alertId);
    tab.client.markAlertSeen(alertId);
  }

  #chooseAvailability(tab: SimulatedTab): void {
    if (this.identity.role === 'supervisor' && this.#chance.happens(0.2))
      return this.#give(tab, { name: 'set-availability', availability: 'offline', agentId: this.#chance.pick(this.#ground.colleagues) });
    this.#give(tab, { name: 'set-availability', availability: this.#chance.pick(['online', 'online', 'offline', 'lunch']) });
  }

  /** Reads them first, as the panel does; meanwhile somebody else may change them. */
  #changeSettings(tab: SimulatedTab): void {
    const [stalledAfterMs, botId] = [this.#chance.pick([30_000, 40_000, 50_000]), this.#chance.pick(simulatedConfig.bots).id];
    tab.client.settings().then(
      ({ [botId]: read }) => {
        if (read === undefined || this.#isQuiet || !tab.isAwake) return;
        const reply = { id: 'r', title: 'Reply', text: `version ${String(read.version + 1)}` };
        this.#give(tab, { name: 'change-settings', botId, settings: { ...read, rules: { ...read.rules, stalledAfterMs }, preparedReplies: [reply] } });
      },
      // Out of touch just now, or gone: there is nothing to change.
      () => {},
    );
  }

  /** Opens a conversation beside the table, and closes what was opened before. */
  #look(tab: SimulatedTab, conversationId: string): void {
    this.#open.push(tab.client.conversation(conversationId));
    if (this.#open.length > 2) this.#open.shift()?.close();
  }

  #work(tab: SimulatedTab, { id, term, botName }: Row): void {
    const wrapUp = simulatedConfig.bots.some(({ name, wrapUp: asked }) => name === botName && asked !== null) ? { wrapUp: 'done' } : {};
    const draw = this.#chance.next();
    const conversationId = id;
    if (draw < 0.6) this.#give(tab, { name: 'send', conversationId, term, text: `from ${this.identity.id}` });
    else if (draw < 0.8) {
      this.#handedBack.add(id);
      this.#give(tab, { name: 'hand-back', conversationId, term, ...wrapUp });
    } else if (draw < 0.9) this.#give(tab, { name: 'transfer', conversationId, term, to: this.#chance.pick([null, ...this.#ground.colleagues]), ...this.#perhapsNote() });
    else if (draw < 0.96) this.#give(tab, { name: 'add-note', conversationId, text: 'noted' });
    else this.#give(tab, { name: 'close', conversationId, term, ...wrapUp });
  }

  #consider(tab: SimulatedTab, row: Row): void {
    const { id, term, reason } = row;
    if (reason.code === 'default-answers' || reason.code === 'bot-failed')
      if (this.#chance.happens(0.3)) return this.#give(tab, { name: 'dismiss-action', conversationId: id, term });
    if (this.#chance.happens(0.02)) return this.#give(tab, { name: 'close', conversationId: id, term });
    if (this.identity.role === 'supervisor' && this.#chance.happens(0.2))
      return this.#give(tab, { name: 'assign', conversationId: id, seenTerm: term, to: this.#chance.pick(this.#ground.colleagues), ...this.#perhapsNote() });
    const isUrgent = reason.code === 'asked' || row.status === 'action';
    if (this.#chance.happens(isUrgent ? 0.9 : 0.4)) this.#takeOver(tab, row);
  }

  #perhapsNote(): { readonly note?: string } {
    return this.#chance.happens(0.5) ? { note: 'look at this' } : {};
  }

  #takeOver(tab: SimulatedTab, { id, term, operator }: Row): void {
    if (this.#handedBack.delete(id)) return this.#give(tab, { name: 'take-over', conversationId: id, seenTerm: term, isUndo: true });
    const force = operator.kind === 'agent' && this.identity.role === 'supervisor' && this.#chance.happens(0.5);
    // Pressed for the term to come, in the hope that it comes in this instant.
    const isAhead = operator.kind === 'agent' && !force && this.#chance.happens(0.3);
    this.#give(tab, { name: 'take-over', conversationId: id, seenTerm: isAhead ? term + 1 : term, ...(force ? { force } : {}) });
  }

  #give(tab: SimulatedTab, body: CommandBody): void {
    this.#ground.witness.given(tab, body, tab.client.command(body));
  }
}
