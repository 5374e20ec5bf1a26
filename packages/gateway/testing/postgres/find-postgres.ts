import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The programs of one PostgreSQL. */
export interface PostgresPrograms {
  /** Path of `initdb`, `pg_ctl`, `pg_basebackup` … */
  program(name: string): string;
}

/** Who a server runs as: it refuses to be root. */
export interface Unprivileged {
  readonly uid?: number;
  readonly gid?: number;
}

const needed = ['initdb', 'pg_ctl', 'postgres', 'pg_basebackup'];

/**
 * A PostgreSQL of this machine: on the path, where Debian puts it, or, when this process is root, installed from
 * Debian's packages without starting anything.
 *
 * @throws {Error} there is none, and none can be installed
 */
export function findPostgres(): PostgresPrograms {
  const directory = foundDirectory() ?? (installPostgres() ? foundDirectory() : undefined);
  if (directory === undefined)
    throw new Error('There is no PostgreSQL on this machine. Install it, or put initdb, pg_ctl, postgres and pg_basebackup on the PATH.');
  return { program: (name) => join(directory, name) };
}

/** An account that owns nothing: root's tests give their servers to it. */
export function unprivileged(): Unprivileged {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function foundDirectory(): string | undefined {
  return candidates().find((directory) => needed.every((name) => existsSync(join(directory, name))));
}

function candidates(): readonly string[] {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => existsSync(join(directory, 'initdb')))
    .map((directory) => dirname(realpathSync(join(directory, 'initdb'))));
  return [...onPath, ...debianDirectories()];
}

/** Newest first. */
function debianDirectories(): readonly string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).sort((left, right) => Number(right) - Number(left));
  return versions.map((version) => join(root, version, 'bin'));
}

const clusterSettings = '/etc/postgresql-common/createcluster.conf';
const servicePolicy = '/usr/sbin/policy-rc.d';

/** Debian's package makes a cluster and starts it, unless it is told not to: nothing of the machine's own may start. */
function installPostgres(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const made: string[] = [];
  const make = (path: string, text: string, mode: number): void => {
    if (existsSync(path)) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    made.push(path);
  };
  make(clusterSettings, 'create_main_cluster = false\n', 0o644);
  make(servicePolicy, '#!/bin/sh\nexit 101\n', 0o755);
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['install', '-y', '-q', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', 'postgresql'];
    return [['update', '-q'], install].every((parameters) => spawnSync('apt-get', parameters, { env, stdio: 'ignore' }).status === 0);
  } finally {
    // The settings of clusters are the package's own file by now; they stay, so that a later upgrade starts nothing either.
    for (const path of made) if (path === servicePolicy) rmSync(path);
  }
}
