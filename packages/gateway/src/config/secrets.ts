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
}

/** The texts of a secret that are accepted, the one in use first; none of one that is not set. */
export function allOf(secret: RotatedSecret | undefined): readonly string[] {
  if (secret === undefined) return [];
  return secret.previous === undefined ? [secret.current] : [secret.current, secret.previous];
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const variables: readonly (readonly [keyof Secrets, string])[] = [
  ['signing', 'LIVE_TAKEOVER_SIGNING_SECRET'],
  ['agent', 'LIVE_TAKEOVER_AGENT_SECRET'],
  ['directLine', 'LIVE_TAKEOVER_DIRECT_LINE_SECRET'],
  ['webhook', 'LIVE_TAKEOVER_WEBHOOK_SECRET'],
];
const shortestSecret = 32;

/**
 * The secrets of an environment. `NAME` holds one, `NAME_FILE` names a file that
 * does, `NAME_PREVIOUS` and `NAME_PREVIOUS_FILE` the one before a rotation.
 */
export function readSecrets(
  environment: Environment,
  readFile: (path: string) => string,
): { readonly secrets: Partial<Secrets>; readonly mistakes: readonly string[] } {
  const secrets: { -readonly [Key in keyof Secrets]?: Secrets[Key] } = {};
  const mistakes: string[] = [];
  for (const [key, name] of variables) {
    const current = readOne(name, environment, readFile, mistakes);
    const previous = readOne(`${name}_PREVIOUS`, environment, readFile, mistakes);
    if (current !== undefined) secrets[key] = previous === undefined ? { current } : { current, previous };
    else if (previous !== undefined) mistakes.push(`${name}_PREVIOUS: is set, but ${name} is not. Set both, or neither.`);
  }
  return { secrets, mistakes };
}

function readOne(name: string, environment: Environment, readFile: (path: string) => string, mistakes: string[]): string | undefined {
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
  if (secret.length >= shortestSecret) return secret;
  mistakes.push(`${name}: has ${secret.length} characters. Use at least ${shortestSecret} random ones.`);
  return undefined;
}
