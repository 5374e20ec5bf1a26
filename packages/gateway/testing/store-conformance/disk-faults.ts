import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Syncs fail, syncs do not return, or there is no room to write. */
export type DiskFault = 'failing' | 'withheld' | 'full';

/** A disk that can be taken away from one process. */
export interface DiskFaults {
  /** To be given to the process. */
  readonly environment: NodeJS.ProcessEnv;
  /** Starts a fault, or ends it. */
  set(fault: DiskFault, isOn: boolean): Promise<void>;
  /** Ends every fault. */
  heal(): Promise<void>;
  /** Resolves once something was refused or held back since the last call of `set`. */
  untilNoticed(signal: AbortSignal): Promise<'noticed'>;
}

/**
 * Builds the shim that stands before fsync, fdatasync and pwrite.
 *
 * @returns undefined where it cannot be: not Linux, or no C compiler and no way to install one
 */
export async function prepareDiskFaults(directory: string): Promise<DiskFaults | undefined> {
  const compiler = findCompiler();
  if (compiler === undefined) return undefined;
  const library = join(directory, 'disk-faults.so');
  const log = join(directory, 'log');
  await mkdir(directory, { recursive: true });
  await writeFile(log, '');
  execFileSync(compiler, ['-shared', '-fPIC', '-o', library, fileURLToPath(new URL('./disk-faults.c', import.meta.url)), '-ldl']);
  return {
    environment: { LD_PRELOAD: library, DISK_FAULTS: directory },
    async set(fault, isOn) {
      await writeFile(log, '');
      if (isOn) await writeFile(join(directory, fault), '');
      else await rm(join(directory, fault));
    },
    async heal() {
      for (const fault of ['failing', 'withheld', 'full'] satisfies readonly DiskFault[]) await rm(join(directory, fault), { force: true });
    },
    async untilNoticed(signal) {
      // A change between reading and waiting must not be lost, so it is remembered.
      let hasChanged: boolean;
      let wake = (): void => {};
      const notice = (): void => {
        hasChanged = true;
        wake();
      };
      const changes = watch(log).on('change', notice);
      signal.addEventListener('abort', notice);
      try {
        while (!signal.aborted) {
          hasChanged = false;
          if ((await readFile(log, 'utf8')) !== '') break;
          if (!hasChanged) await new Promise<void>((resolve) => (wake = resolve));
        }
        return 'noticed';
      } finally {
        signal.removeEventListener('abort', notice);
        changes.close();
      }
    },
  };
}

function findCompiler(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const found = (): string | undefined => ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0);
  return found() ?? (installCompiler() ? found() : undefined);
}

/** Debian's compiler, where this process may install it. */
function installCompiler(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-q', '--no-install-recommends', 'gcc', 'libc6-dev'];
  return [['update', '-q'], install].every((parameters) => spawnSync('apt-get', parameters, { env, stdio: 'ignore' }).status === 0);
}
