/** A secret in use and the one it replaces, which is still accepted. */
export interface RotatedSecret {
  readonly current: string;
  readonly previous?: string;
}

/** Everything that must not be read by others. */
export interface Secrets {
  /** Signs what the gateway hands out and takes back: Direct Line tokens, call-back addresses. Shared with nobody. */
  readonly signing: RotatedSecret;
  /** Verifies agents' HS256 tokens. */
  readonly agent?: RotatedSecret;
  /** With which an integrator's server asks for Direct Line tokens. */
  readonly directLine?: RotatedSecret;
  /** Signs what is put to webhook bots, who know it too. */
  readonly webhook?: RotatedSecret;
  /** Those that the configuration names, by name: what providers gave, and what is agreed with others. */
  readonly named?: ReadonlyMap<string, RotatedSecret>;
}

/** The secret of a name that the configuration gives; undefined if it is not set. */
export function namedSecret(secrets: Pick<Secrets, 'named'>, name: string): RotatedSecret | undefined {
  return secrets.named?.get(name);
}

/** The environment variable that holds the secret of a name. */
export function variableOf(name: string): string {
  return `${namedPrefix}${name}`;
}

/** The texts of a secret that are accepted, the one in use first; none of one that is not set. */
export function allOf(secret: RotatedSecret | undefined): readonly string[] {
  if (secret === undefined) return [];
  return secret.previous === undefined ? [secret.current] : [secret.current, secret.previous];
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const variables: readonly (readonly [Exclude<keyof Secrets, 'named'>, string])[] = [
  ['signing', 'LIVE_TAKEOVER_SIGNING_SECRET'],
  ['agent', 'LIVE_TAKEOVER_AGENT_SECRET'],
  ['directLine', 'LIVE_TAKEOVER_DIRECT_LINE_SECRET'],
  ['webhook', 'LIVE_TAKEOVER_WEBHOOK_SECRET'],
];
const shortestSecret = 32;
const namedPrefix = 'LIVE_TAKEOVER_SECRET_';

/**
 * The secrets of an environment. `NAME` holds one, `NAME_FILE` names a file that
 * does, `NAME_PREVIOUS` and `NAME_PREVIOUS_FILE` the one before a rotation.
 *
 * @param names - of the secrets that the configuration names
 */
export function readSecrets(
  environment: Environment,
  readFile: (path: string) => string,
  names: Iterable<string> = [],
): { readonly secrets: Partial<Secrets>; readonly mistakes: readonly string[] } {
  const secrets: { -readonly [Key in keyof Secrets]?: Secrets[Key] } = {};
  const mistakes: string[] = [];
  const read = (name: string, shortest: number): RotatedSecret | undefined => {
    const current = readOne(name, shortest, environment, readFile, mistakes);
    const previous = readOne(`${name}_PREVIOUS`, shortest, environment, readFile, mistakes);
    if (current !== undefined) return previous === undefined ? { current } : { current, previous };
    if (previous !== undefined) mistakes.push(`${name}_PREVIOUS: is set, but ${name} is not. Set both, or neither.`);
    return undefined;
  };
  for (const [key, name] of variables) {
    const secret = read(name, shortestSecret);
    if (secret !== undefined) secrets[key] = secret;
  }
  const named = new Map<string, RotatedSecret>();
  for (const name of new Set(names)) {
    // How long it is, providers decide.
    const secret = read(variableOf(name), 1);
    if (secret !== undefined) named.set(name, secret);
  }
  return { secrets: named.size === 0 ? secrets : { ...secrets, named }, mistakes };
}

function readOne(name: string, shortest: number, environment: Environment, readFile: (path: string) => string, mistakes: string[]): string | undefined {
  const inline = environment[name];
  const path = environment[`${name}_FILE`];
  if (inline !== undefined && path !== undefined) {
    mistakes.push(`${name}: is given, and ${name}_FILE too. Keep one of them.`);
    return undefined;
  }
  if (inline === undefined && path === undefined) return undefined;
  let secret: string;
  try {
    secret = path === undefined ? (inline ?? '') : readFile(path).trim();
  } catch (cause) {
    mistakes.push(`${name}_FILE: cannot be read (${cause instanceof Error ? cause.message : String(cause)}). Check the path and its permissions.`);
    return undefined;
  }
  if (secret.length >= shortest) return secret;
  mistakes.push(`${name}: has ${secret.length} characters. Use at least ${shortest} random ones.`);
  return undefined;
}
