export { fakeClock, fakeStartAt } from './clock/fake-clock.js';
export type { FakeClock } from './clock/fake-clock.js';

export { createSimulatedClient } from './simulator/simulated-client.js';
export type { SimulatedClient } from './simulator/simulated-client.js';
export { createSimulator } from './simulator/simulator.js';
export type { Simulator, SimulatorOptions } from './simulator/simulator.js';
export { requestTimeoutMs } from './simulator/alert-board.js';
export { botReplyMs } from './simulator/world.js';
export type { BotReaction, ConversationOptions, SimulatedBot, SimulatedColleague, SimulatedCustomer } from './simulator/actors.js';
export type { SimulatedConnector } from './simulator/connector.js';
export type { Faults } from './simulator/faults.js';
export { endings } from './simulator/history.js';
export type { Ending } from './simulator/history.js';
export { randomFrom } from './simulator/random.js';
export type { Random } from './simulator/random.js';
export type { TrafficOptions } from './simulator/traffic.js';
