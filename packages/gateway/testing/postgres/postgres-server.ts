import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chown, mkdtemp, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findPostgres, unprivileged } from './find-postgres.js';
import type { PostgresPrograms } from './find-postgres.js';

/** A PostgreSQL server of its own, on loopback, that syncs to disk as a real one does. */
export interface PostgresServer {
  readonly port: number;
  /** Where its data, and nothing else, is. */
  readonly directory: string;
  /** How a superuser reaches a database; default: the first. */
  url(database?: string): string;
  /** An empty database. @returns its URL */
  createDatabase(): Promise<string>;
  /** Rows of one statement, run by the superuser. */
  query(sql: string, database?: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  start(): Promise<void>;
  /** `fast` says goodbye to its clients, `immediate` leaves without a word and recovers at the next start. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  restart(): Promise<void>;
  /** SIGKILL to all its processes at once. */
  kill(): Promise<void>;
  /** A synchronous standby: from now on a commit waits until it is on disk there too. */
  startStandby(): Promise<PostgresServer>;
  /** A standby becomes the primary. */
  promote(): Promise<void>;
  /** Stops it and removes its data. */
  dispose(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Lines of `postgresql.conf`, by name. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

const run = promisify(execFile);
const user = 'live_takeover';
/** How often a free port may have been taken by somebody else in the meantime. */
const startAttempts = 5;

/** Starts a server in a temporary directory. It ends with this process, however that ends. */
export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const programs = findPostgres();
  const ground = await prepareGround();
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(ground.directory, 'password');
  await ground.write(passwordFile, password);
  const data = join(ground.directory, 'data');
  const initialise = ['-D', data, '-U', user, '--pwfile', passwordFile, '--auth=scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync'];
  await run(programs.program('initdb'), initialise, { ...unprivileged(), cwd: ground.directory });
  const server = new LocalServer(programs, ground, data, password, options.settings ?? {});
  await server.start();
  return server;
}

/** A directory that goes when this process does, and the server in it. */
interface Ground {
  readonly directory: string;
  write(path: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** Ends what runs in the directory and removes it, once nobody holds the other end of its standard input. */
const watchdog = `cat > /dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2> /dev/null)
runs() { [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd")" = "$1/data" ]; }
if runs "$1"; then kill -QUIT "$pid"; while runs "$1"; do sleep 0.1; done; fi
rm -rf "$1"`;

async function prepareGround(): Promise<Ground> {
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-postgres-'));
  const { uid, gid } = unprivileged();
  const give = async (path: string): Promise<void> => {
    if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
  };
  await give(directory);
  const guard = spawn('sh', ['-c', watchdog, 'watchdog', directory], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard.unref();
  // Neither end keeps the process alive.
  (guard.stdin as unknown as { unref(): void }).unref();
  const gone = new Promise<void>((resolve) => guard.once('exit', () => resolve()));
  return {
    directory,
    async write(path, text) {
      await writeFile(path, text, { mode: 0o600 });
      await give(path);
    },
    async remove() {
      guard.stdin.end();
      guard.ref();
      await gone;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

class LocalServer implements PostgresServer {
  port = 0;
  readonly directory: string;
  readonly #programs: PostgresPrograms;
  readonly #ground: Ground;
  readonly #password: string;
  readonly #settings: Readonly<Record<string, string | number>>;

  constructor(programs: PostgresPrograms, ground: Ground, directory: string, password: string, settings: PostgresServerOptions['settings'] = {}) {
    this.#programs = programs;
    this.#ground = ground;
    this.directory = directory;
    this.#password = password;
    this.#settings = settings;
  }

  url(database = 'postgres'): string {
    return `postgresql://${user}:${this.#password}@127.0.0.1:${this.port}/${database}`;
  }

  async createDatabase(): Promise<string> {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await this.query(`CREATE DATABASE ${name}`);
    return this.url(name);
  }

  async query(sql: string, database?: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    // Told by the query that fails.
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async start(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      if (this.port === 0 || attempt > 1) this.port = await freePort();
      await this.#configure();
      try {
        return await this.#control('start', '-l', join(this.#ground.directory, 'log'));
      } catch (cause) {
        const log = await readFile(join(this.#ground.directory, 'log'), 'utf8').catch(() => '');
        const mayRetry = /Address already in use|shared memory block .* is still in use/.test(log);
        if (!mayRetry || attempt === startAttempts) throw new Error(`PostgreSQL did not start:\n${log.slice(-2_000)}`, { cause });
      }
    }
  }

  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.#control('stop', '-m', mode);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async kill(): Promise<void> {
    // First who makes the others. One that was made a moment ago must not live on beside the next server on the same data.
    killNow(this.#postmaster());
    for (let left = await processesIn(this.directory); left.length > 0; left = await processesIn(this.directory)) for (const pid of left) killNow(pid);
    await rm(join(this.directory, 'postmaster.pid'), { force: true });
  }

  async startStandby(): Promise<PostgresServer> {
    const ground = await prepareGround();
    const data = join(ground.directory, 'data');
    const backup = ['-D', data, '-d', this.url(), '-R', '-X', 'stream', '--checkpoint=fast', '--no-sync'];
    await run(this.#programs.program('pg_basebackup'), backup, { ...unprivileged(), cwd: ground.directory });
    const standby = new LocalServer(this.#programs, ground, data, this.#password, this.#settings);
    await standby.start();
    await this.query(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await this.query('SELECT pg_reload_conf()');
    // This commit is the first to wait for it.
    await this.query('CREATE TABLE IF NOT EXISTS synchronous_from_here ()');
    return standby;
  }

  async promote(): Promise<void> {
    // What it took over from the primary would make it wait for a standby of its own.
    await this.query(`ALTER SYSTEM SET synchronous_standby_names = ''`);
    await this.#control('promote');
  }

  async dispose(): Promise<void> {
    await this.stop('immediate').catch(() => {
      // It does not run any more.
    });
    await this.#ground.remove();
  }

  #postmaster(): number {
    return Number(readFileSync(join(this.directory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  async #control(...parameters: readonly string[]): Promise<void> {
    await run(this.#programs.program('pg_ctl'), ['-D', this.directory, '-w', '-s', ...parameters], { ...unprivileged(), cwd: this.#ground.directory });
  }

  async #configure(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.port,
      unix_socket_directories: '',
      max_connections: 100,
      shared_buffers: '32MB',
      fsync: 'on',
      logging_collector: 'off',
      ...this.#settings,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'\n`);
    const path = join(this.directory, 'postgresql.conf');
    const standing = (await readFile(path, 'utf8')).split(ours)[0] ?? '';
    await this.#ground.write(path, `${standing}${ours}${lines.join('')}`);
  }
}

const ours = '\n# what the test wants\n';

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went by itself.
  }
}

/** Those that live, by their working directory, which every process of a server has in common. */
async function processesIn(directory: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const directories = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => directories[index] === directory);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
