import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';

/** A disk with little room, of its own. */
export interface SmallDisk {
  readonly path: string;
  /** Only while no file on it is open. */
  setReadOnly(isReadOnly: boolean): void;
  remove(): void;
}

/**
 * Mounts one in memory.
 *
 * @returns undefined where it cannot be: not Linux, or not allowed to mount
 */
export function mountSmallDisk(path: string, sizeBytes: number): SmallDisk | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  mkdirSync(path);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', path], { stdio: 'ignore' });
  if (mounted.status !== 0) {
    rmdirSync(path);
    return undefined;
  }
  return {
    path,
    setReadOnly: (isReadOnly) => void execFileSync('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, path]),
    remove() {
      execFileSync('umount', [path]);
      rmdirSync(path);
    },
  };
}
