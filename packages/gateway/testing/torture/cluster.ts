/** Gateway processes behind a balancer, to be killed, frozen and started again. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatewayProcess } from '../live/gateway-process.js';
import { startGatewayProcess } from '../live/gateway-process.js';
import type { TcpProxy } from './tcp-proxy.js';
import { startTcpProxy } from './tcp-proxy.js';

/** What a cluster is made from. */
export interface ClusterOptions {
  readonly nodes: number;
  /** Of temporary files; removed by its owner. */
  readonly directory: string;
  readonly botUrl: string;
  /** Of a shared store; without it the nodes, then only one, use a SQLite file. */
  readonly databaseUrl?: string | undefined;
  /** How long a node that was told to end says so before it sends anybody away. */
  readonly drainMs?: number;
  /** The script of a built release. Default: the sources as they are. */
  readonly command?: string;
}

/** Gateways behind one address. */
export interface Cluster {
  readonly proxy: TcpProxy;
  readonly nodes: readonly ClusterNode[];
  /** Ends everything, whatever state it is in. */
  stop(): Promise<void>;
}

/** Secrets of the gateways, which clients and judges need. */
export const secrets = {
  signing: 'signing-secret-of-thirty-two-characters',
  agent: 'agents-secret-of-thirty-two-characters!',
  directLine: 'direct-line-secret-of-thirty-two-chars',
} as const;

const day = 24 * 60 * 60_000;

/** Starts the nodes, one after the other for those whose store is not shared, and the balancer. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const proxy = await startTcpProxy([]);
  const config = join(options.directory, 'live-takeover.json');
  await writeFile(config, JSON.stringify(configOf(options, proxy.url)));
  const route = (): void => proxy.route(nodes.flatMap(({ url }) => url ?? []));
  const nodes = Array.from({ length: options.nodes }, (_, index) => new ClusterNode(`node ${index + 1}`, config, options, route));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.kill()));
    await proxy.close();
  };
  try {
    // All at once: nodes that start together must not be in each other's way.
    await Promise.all(nodes.map((node) => node.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return { proxy, nodes, stop };
}

/** One gateway process after another, under one name. */
export class ClusterNode {
  readonly name: string;
  /** Where it listens; undefined while it does not run. */
  url: string | undefined;
  /** How it ended without being asked to. */
  readonly crashes: string[] = [];
  readonly #config: string;
  readonly #command: string | undefined;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #onChange: () => void;
  #process: GatewayProcess | undefined;

  constructor(name: string, config: string, { databaseUrl, command }: Pick<ClusterOptions, 'databaseUrl' | 'command'>, onChange: () => void) {
    this.name = name;
    this.#config = config;
    this.#command = command;
    this.#onChange = onChange;
    this.#environment = {
      LIVE_TAKEOVER_SIGNING_SECRET: secrets.signing,
      LIVE_TAKEOVER_AGENT_SECRET: secrets.agent,
      LIVE_TAKEOVER_DIRECT_LINE_SECRET: secrets.directLine,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    };
  }

  /** @param command - the script of another built release */
  async start(command: string | undefined = this.#command): Promise<void> {
    const started = startGatewayProcess(['--config', this.#config], this.#environment, command);
    this.#process = started;
    void started.ended.then((code) => {
      if (this.#process !== started) return;
      this.crashes.push(`${this.name} ended by itself with ${String(code)}: ${started.complained.slice(-5).join('\n')}`);
      this.#forget();
    });
    this.url = await started.url;
    this.#onChange();
  }

  /** SIGKILL. */
  kill(): Promise<number | null> {
    return this.#end('SIGKILL');
  }

  /** SIGTERM, and what it takes to end in good order. @returns the exit code */
  shutDown(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** SIGSTOP: it stands still, and its connections stand open. */
  freeze(): void {
    this.#process?.stop('SIGSTOP');
  }

  /** SIGCONT. */
  thaw(): void {
    this.#process?.stop('SIGCONT');
  }

  #end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = this.#process;
    this.#forget();
    ending?.stop(signal);
    return ending?.ended ?? Promise.resolve(null);
  }

  #forget(): void {
    this.#process = undefined;
    this.url = undefined;
    this.#onChange();
  }
}

function configOf({ directory, botUrl, drainMs }: ClusterOptions, publicUrl: string): object {
  return {
    listen: { port: 0 },
    publicUrl,
    drainMs,
    store: { sqlite: join(directory, 'store.sqlite') },
    bots: [{ id: 'bank', name: 'Bank Bot', protocol: 'webhook', url: botUrl }],
    directLine: { tokenLifetimeMs: day },
    limits: { framesPerSecond: 1_000, commandsPerSecond: 1_000, customerCallsPerSecond: 1_000, tokensPerSecond: 1_000 },
  };
}
