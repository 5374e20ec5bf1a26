import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { connect } from 'node:net';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startPostgres } from './postgres-server.js';

test('a server syncs, is reached with a password only, and leaves nothing behind', async () => {
  const server = await startPostgres();
  expect(await server.query('SHOW fsync')).toEqual([{ fsync: 'on' }]);
  expect(await server.query(`SELECT rolname FROM pg_roles WHERE rolname = 'postgres'`)).toEqual([]);
  await expect(startWithout(server.url())).rejects.toThrow(/password/);
  await server.dispose();
  expect(existsSync(dirname(server.directory))).toBe(false);
});

test('a server ends with the process that started it, and its directory goes, also when that process is killed', async () => {
  const script = fileURLToPath(new URL('./postgres-server.ts', import.meta.url));
  const code = `const { startPostgres } = await import(${JSON.stringify(script)}); const server = await startPostgres(); console.log(JSON.stringify([server.directory, server.port])); setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions', 'live-takeover-source', '--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [directory, port] = await new Promise<[string, number]>((resolve) =>
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as [string, number])),
  );
  const ground = dirname(directory);
  const gone = new Promise<void>((resolve) => {
    const changes = watch(dirname(ground), (_event, name) => {
      if (name !== basename(ground) || existsSync(ground)) return;
      changes.close();
      resolve();
    });
  });
  child.kill('SIGKILL');
  await gone;
  await expect(reach(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

async function startWithout(url: string): Promise<void> {
  const { default: pg } = await import('pg');
  const wrong = new URL(url);
  wrong.password = 'wrong';
  const client = new pg.Client({ connectionString: wrong.href });
  await client.connect();
  await client.end();
}

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
