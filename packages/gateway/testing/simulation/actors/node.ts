/** One gateway process: the shipped gateway over a simulated machine. */
import type { Gateway } from '../../../src/gateway.js';
import { createGateway } from '../../../src/gateway.js';
import type { Socket } from '../../../src/agents/socket.js';
import type { Runtime } from '../../../src/runtime.js';
import { remoteStore } from '../store/remote-store.js';
import type { StoreLines } from '../store/store-line.js';
import { StoreLine } from '../store/store-line.js';
import type { StoreModel } from '../store/store-model.js';
import type { Connection, End } from '../world/network.js';
import type { Process } from '../world/schedule.js';
import { createProcess } from '../world/schedule.js';
import type { World } from '../world/world.js';
import { simulatedConfig } from './configuration.js';
import { CustomerChannel } from './customer-channel.js';
import { authenticateAt } from './sign-in.js';

/** What a node stands on. */
export interface NodeGround {
  readonly world: World;
  readonly model: StoreModel;
  readonly lines: StoreLines;
  /** An HTTP call that a node makes. */
  readonly request: (node: SimulatedNode, request: Request) => Promise<Response>;
}

/** One life of a gateway process, from its start to its end. */
interface Life {
  readonly process: Process;
  readonly line: StoreLine;
  readonly gateway: Gateway;
  channel: CustomerChannel | undefined;
  readonly connections: Set<Connection>;
}

const stopLimitMs = 10_000;
/** Log lines that tell of a mistake of the gateway's own, whatever the world does to it. */
const mistakes: ReadonlySet<string> = new Set(['listener-failed', 'bot-work-not-resumed']);

/** A place where one gateway process runs at a time. */
export class SimulatedNode {
  readonly name: string;
  state: 'down' | 'starting' | 'up' | 'stopping' = 'down';
  /** Since when it serves, epoch ms. */
  upSince = 0;
  /** Since when it has not been paused, epoch ms. */
  awakeSince = 0;
  /** By how much the machine's clock is off. */
  clockAheadMs: number;
  readonly #ground: NodeGround;
  #lives = 0;
  #life: Life | undefined;

  constructor(name: string, ground: NodeGround) {
    this.name = name;
    this.#ground = ground;
    this.clockAheadMs = ground.world.chance.between(-90_000, 90_000);
  }

  get process(): Process | undefined {
    return this.#life?.process;
  }

  get line(): StoreLine | undefined {
    return this.#life?.line;
  }

  get gateway(): Gateway | undefined {
    return this.#life?.gateway;
  }

  get channel(): CustomerChannel | undefined {
    return this.#life?.channel;
  }

  /** Since when it has served without a pause and with the database at hand, epoch ms; null if it does not. */
  get soundSince(): number | null {
    const healthySince = this.line?.healthySince ?? null;
    if (this.state !== 'up' || this.process?.isPaused !== false || healthySince === null) return null;
    return Math.max(this.upSince, this.awakeSince, healthySince);
  }

  start(): void {
    if (this.state !== 'down') return;
    const { world, model, lines } = this.#ground;
    this.#lives += 1;
    this.state = 'starting';
    const process = createProcess(`${this.name}.${this.#lives}`);
    const line = new StoreLine(world, model, process, lines);
    const store = remoteStore(line);
    const held: { channel?: CustomerChannel } = {};
    const gateway = createGateway({
      config: simulatedConfig,
      secrets: { signing: { current: 'signing-secret-of-thirty-two-characters' } },
      store,
      runtime: this.#runtime(process),
      publicUrl: () => 'http://gateway.test',
      authenticate: authenticateAt(() => store.now()),
      channels: (sink) => [(held.channel = new CustomerChannel(store, sink, (detail) => world.violate('delivery-in-order', detail)))],
    });
    const life: Life = { process, line, gateway, channel: held.channel, connections: new Set() };
    this.#life = life;
    world.trace.add(`${process.name} starts`);
    gateway.start().then(
      () => this.#serve(life),
      () => this.#fail(life),
    );
  }

  /** The process is gone, in the middle of whatever it was doing. */
  crash(): void {
    const life = this.#life;
    if (life === undefined || this.state === 'down') return;
    this.#ground.world.trace.add(`${life.process.name} crashes`);
    this.#ground.world.reached.nodeCrashes += 1;
    this.#end(life);
  }

  /** Asks it to stop, as a deployment does, and kills it if it takes too long. */
  stop(): void {
    const life = this.#life;
    if (life === undefined || this.state !== 'up') return;
    const { world } = this.#ground;
    world.trace.add(`${life.process.name} stops`);
    this.state = 'stopping';
    const end = (): void => {
      if (life.process.isAlive) this.#end(life);
    };
    world.schedule.after(stopLimitMs, undefined, end);
    life.gateway.stop().then(() => world.schedule.after(0, life.process, end), end);
  }

  pause(): void {
    if (this.process?.isAlive !== true || this.process.isPaused) return;
    this.#ground.world.trace.add(`${this.process.name} freezes`);
    this.process.isPaused = true;
  }

  resume(): void {
    if (this.process?.isPaused !== true) return;
    const { world } = this.#ground;
    world.trace.add(`${this.process.name} thaws`);
    this.awakeSince = world.schedule.now;
    world.schedule.resume(this.process);
  }

  /** Takes an agent's connection, if it serves. */
  acceptAgent(connection: Connection): boolean {
    return this.#accept(connection, (life) => life.gateway.acceptAgentSocket(socketOf(connection.server)));
  }

  /** Takes a customer's connection, if it serves. */
  acceptCustomer(connection: Connection): boolean {
    return this.#accept(connection, (life) => life.channel?.attach(connection.server));
  }

  #accept(connection: Connection, attach: (life: Life) => void): boolean {
    const life = this.#life;
    if (life === undefined || this.state !== 'up') return false;
    for (const other of life.connections) if (other.isOver) life.connections.delete(other);
    life.connections.add(connection);
    attach(life);
    connection.open();
    return true;
  }

  #serve(life: Life): void {
    if (this.#life !== life || this.state !== 'starting') return;
    const { world } = this.#ground;
    this.state = 'up';
    this.upSince = world.schedule.now;
    world.trace.add(`${life.process.name} serves`);
  }

  /** It could not start: whoever looks after it starts it again. */
  #fail(life: Life): void {
    if (this.#life !== life || !life.process.isAlive) return;
    const { world } = this.#ground;
    world.trace.add(`${life.process.name} cannot start`);
    this.#end(life);
    world.schedule.after(world.chance.between(500, 3_000), undefined, () => this.start());
  }

  #end(life: Life): void {
    const { chance } = this.#ground.world;
    life.process.isAlive = false;
    life.line.close();
    // A process that dies has its sockets closed for it; a machine that dies tells nobody.
    const isTold = chance.happens(0.7);
    for (const connection of life.connections) connection.cut({ client: isTold, server: false });
    if (this.#life === life) this.state = 'down';
  }

  #runtime(process: Process): Runtime {
    const { world, request } = this.#ground;
    const { schedule, trace } = world;
    const chance = world.chance.fork();
    let ids = 0;
    return {
      now: () => schedule.now + this.clockAheadMs,
      schedule: (delayMs, callback) => (process.isAlive ? schedule.after(delayMs, process, callback) : () => {}),
      random: () => chance.next(),
      newId: () => `${process.name.replace('.', '-')}-${String((ids += 1))}`,
      request: ({ url, ...init }) => (process.isAlive ? request(this, new Request(url, init)) : new Promise(() => {})),
      requestPublic: (outgoing) => (process.isAlive ? request(this, outgoing) : new Promise(() => {})),
      log: (level, event, fields = {}) => {
        if (!process.isAlive) return;
        trace.add(`${process.name} ${level} ${event} ${JSON.stringify(fields)}`);
        const isInternal = event === 'command-failed' && fields['code'] === 'internal';
        if (mistakes.has(event) || isInternal) world.violate('no-internal-failure', `${process.name}: ${event} ${JSON.stringify(fields)}`);
      },
    };
  }
}

/** A connection as the gateway's logic sees it. */
function socketOf(end: End): Socket {
  return {
    send: (text) => end.send(text),
    close: (code) => end.close(code),
    get bufferedAmount() {
      return end.bufferedAmount;
    },
    onMessage(listener) {
      end.onMessage = listener;
    },
    onClose(listener) {
      end.onClose = listener;
    },
  };
}
