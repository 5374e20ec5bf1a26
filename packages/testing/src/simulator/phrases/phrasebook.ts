/** What people say to a bank's or a telecom's bot in one language. */
export interface Phrasebook {
  /** BCP 47. */
  readonly language: string;
  /** A customer's question and the bot's answer. */
  readonly exchanges: readonly (readonly [question: string, answer: string])[];
  /** Questions that no bot of ours understands. */
  readonly outOfScope: readonly string[];
  readonly defaultAnswer: string;
  /** A customer asks for a human. */
  readonly asksForAgent: readonly string[];
  /** An agent writes. */
  readonly agentLines: readonly string[];
  /** A customer answers an agent. */
  readonly replies: readonly string[];
}
