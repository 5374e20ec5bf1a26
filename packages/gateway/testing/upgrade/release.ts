/**
 * Releases to upgrade from and to: the sources as they stand, or changed as a later release may change them, built as
 * a package is.
 */
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foldVersion } from '@live-takeover/sdk/core';
import { build } from 'esbuild';
import { migrations } from '../../src/store/postgres/schema.js';

/** The type of the event that only later releases know. They add one after each message of a customer. */
export const futureEventType = 'mood-noticed';

/** What a head holds that a later release folded: every customer's message counted, and every mood. */
export interface FutureHead {
  readonly customerMessages: number;
  readonly moods: number;
}

interface Change {
  /** In the folder of all packages. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const packages = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Builds a release.
 *
 * @param directory - empty; removed by its owner
 * @param ahead - how many releases newer than this one; 0: this one
 * @returns the script that starts its command
 * @throws when a place to be changed is no longer there
 */
export async function buildRelease(directory: string, ahead: number): Promise<string> {
  const place = join(directory, 'packages');
  for (const part of ['gateway/src', 'gateway/bin', 'gateway/package.json', 'sdk/src', 'sdk/package.json'])
    await cp(join(packages, part), join(place, part), { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
  const dependencies = await linkDependencies(directory, place);
  for (const change of ahead === 0 ? [] : changesOf(ahead)) await apply(change, place);
  await build({
    entryPoints: [join(place, 'gateway/src/cli.ts')],
    outfile: join(place, 'gateway/dist/src/cli.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['live-takeover-source'],
    external: dependencies.flatMap((name) => [name, `${name}/*`]),
    logLevel: 'error',
  });
  return join(place, 'gateway/bin/live-takeover-gateway.js');
}

/** It finds what we depend on where we find it, but for our own package, of which it has its own. */
async function linkDependencies(directory: string, place: string): Promise<readonly string[]> {
  const ownManifest = join(packages, 'gateway/package.json');
  const { dependencies } = JSON.parse(await readFile(ownManifest, 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> };
  const places = createRequire(ownManifest).resolve.paths('pg') ?? [];
  await symlinkAt(join(directory, 'node_modules/@live-takeover/sdk'), join(place, 'sdk'));
  const foreign = Object.keys(dependencies).filter((name) => name !== '@live-takeover/sdk');
  for (const name of foreign) await symlinkAt(join(directory, 'node_modules', name), await findPackage(name, places));
  return foreign;
}

async function symlinkAt(path: string, target: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}

async function findPackage(name: string, places: readonly string[]): Promise<string> {
  for (const place of places) {
    const found = await readFile(join(place, name, 'package.json')).catch(() => undefined);
    if (found !== undefined) return join(place, name);
  }
  throw new Error(`${name} is not installed. Run npm ci.`);
}

async function apply({ file, from, to }: Change, place: string): Promise<void> {
  const path = join(place, file);
  const text = await readFile(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold exactly once what a later release would change: ${from}`);
  await writeFile(path, text.replace(from, () => to));
}

function changesOf(ahead: number): readonly Change[] {
  const present = migrations.at(-1)?.version ?? 0;
  const added = Array.from({ length: ahead }, (_, index) => migrationOf(present + index + 1));
  return [
    { file: 'gateway/src/store/postgres/schema.ts', from: '\n];', to: `\n${added.join('\n')}\n];` },
    { file: 'sdk/src/conversation/conversation.ts', from: `export const foldVersion = ${foldVersion};`, to: `export const foldVersion = ${foldVersion + ahead};` },
    {
      file: 'sdk/src/conversation/fold.ts',
      from: '  conversation.at = event.at;\n',
      to: `  conversation.at = event.at;
  const isFromCustomer = event.type === 'message-sent' && event.from === 'customer';
  conversation.customerMessages = (conversation.customerMessages ?? 0) + (isFromCustomer ? 1 : 0);
  conversation.moods = (conversation.moods ?? 0) + (event.type === '${futureEventType}' ? 1 : 0);
`,
    },
    {
      file: 'gateway/src/conversations/message-events.ts',
      from: 'return [sent, ...told, ',
      to: `return [sent, ...told, { type: '${futureEventType}', id: \`\${id}:mood\`, causedBy: id, mood: 'fine' }, `,
    },
  ];
}

/** One step that only adds, as every step does. */
function migrationOf(version: number): string {
  return `  {
    version: ${version},
    readableFrom: ${version - 1},
    statements: \`
      ALTER TABLE conversations ADD COLUMN mood_${version} text NOT NULL DEFAULT 'unknown';
      ALTER TABLE events ADD COLUMN mood_${version} text;
      CREATE TABLE moods_${version} (conversation bigint PRIMARY KEY, mood text NOT NULL);
      CREATE INDEX conversations_mood_${version} ON conversations (mood_${version});
    \`,
  },`;
}
