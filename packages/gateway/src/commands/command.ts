/** What the commands of `live-takeover-gateway` have in common. */
import type { LoadedConfig } from '../config/load-config.js';
import type { Environment } from '../config/secrets.js';

/** What the command needs of the process it runs in. */
export interface CommandLine {
  readonly environment: Environment;
  /** For the user: help, results. */
  readonly print: (line: string) => void;
  /** For the user: what is wrong. */
  readonly complain: (line: string) => void;
  /** One line of the log, with its line break. */
  readonly log: (line: string) => void;
  /** Resolves when the process is asked to end. */
  readonly ended: Promise<void>;
  /** Calls back each time the process is asked to read its configuration again. */
  readonly onReload: (listener: () => void) => void;
}

/** What was written behind the command. */
export interface CommandOptions {
  readonly config?: string | undefined;
  readonly port?: string | undefined;
  readonly limit?: string | undefined;
  readonly bot?: string | undefined;
  readonly contact?: string | undefined;
  readonly conversation?: string | undefined;
  readonly tenant?: string | undefined;
  readonly since?: string | undefined;
  readonly csv?: boolean | undefined;
  readonly compact?: boolean | undefined;
  readonly database?: boolean | undefined;
  readonly demo?: boolean | undefined;
  readonly help?: boolean | undefined;
  readonly version?: boolean | undefined;
}

/** A configuration without a mistake, and its secrets. */
export type UsableConfig = Extract<LoadedConfig, { ok: true }>;

/** What a command works with. */
export interface CommandContext {
  readonly file: string | undefined;
  readonly options: CommandOptions;
  readonly loaded: UsableConfig;
  /** Reads the configuration again. */
  readonly load: () => LoadedConfig;
  readonly line: CommandLine;
}

/** Does what was asked. @returns the exit code */
export type RunCommand = (context: CommandContext) => Promise<number>;

/** What a process ends with. */
export const exitCodes = { done: 0, failed: 1, misused: 2 } as const;

/** Says what is wrong, in a sentence for the user. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed, options: ErrorOptions = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
