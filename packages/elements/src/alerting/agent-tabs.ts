import { TabChannel, type OpenChannel, type TabMessage } from './tab-channel.js';
import { TabTurn, type Locks } from './tab-turn.js';

/** How the tabs of one browser find each other; what is missing is done without. */
export interface TabsEnvironment {
  readonly locks: Locks;
  readonly openChannel: OpenChannel;
}

/** What {@link AgentTabs} tells. */
export interface TabsListener {
  hear(message: TabMessage): void;
  /** It is this tab's turn to lead, or to sound. */
  onTurn(): void;
}

/** All the tabs of one browser in which one agent is signed in: two agents side by side each have their own. */
export class AgentTabs {
  readonly agentId: string;
  /** Whoever does what one tab does for all. */
  readonly lead: TabTurn;
  /** Whoever of those that are let makes the sounds. */
  readonly sound: TabTurn;
  readonly #channel: TabChannel;

  constructor(agentId: string, { locks, openChannel }: TabsEnvironment, { hear, onTurn }: TabsListener) {
    const name = `live-takeover:${agentId}`;
    this.agentId = agentId;
    this.#channel = new TabChannel(name, hear, openChannel);
    this.lead = new TabTurn(`${name}:lead`, locks, onTurn);
    this.sound = new TabTurn(`${name}:sound`, locks, onTurn);
    this.lead.want();
  }

  /** Whether other tabs could hear this one. */
  get canHear(): boolean {
    return this.#channel.isOpen;
  }

  post(message: TabMessage): void {
    this.#channel.post(message);
  }

  leave(): void {
    this.lead.leave();
    this.sound.leave();
    this.#channel.close();
  }
}
