import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { JsonRecord } from '../src/activity/activity.js';

const dataFolder = process.env['LIVE_TAKEOVER_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/**
 * A captured payload from the `fixtures` folder beside the real data, such as
 * `directline/post-activity.json`. Those folders are not part of the
 * repository: undefined where they are absent.
 */
export function sharedFixture(name: string): JsonRecord | undefined {
  const path = `${dataFolder}/../fixtures/${name}`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as JsonRecord) : undefined;
}

/** A captured text, as it was captured; undefined where it is absent. */
export function sharedFixtureText(name: string): string | undefined {
  const path = `${dataFolder}/../fixtures/${name}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** The bytes of a captured file that is there, as they were captured. */
export function sharedFixtureBytes(name: string): Uint8Array {
  return readFileSync(`${dataFolder}/../fixtures/${name}`);
}

/** Strings that have broken other software, from the real data; none where it is absent. */
export function hostileStrings(): readonly string[] {
  const path = `${dataFolder}/hostile-strings.json`;
  if (!existsSync(path)) return [];
  const { strings } = JSON.parse(readFileSync(path, 'utf8')) as { readonly strings: readonly { readonly text?: unknown }[] };
  return strings.map(({ text }) => text).filter((text) => typeof text === 'string');
}
