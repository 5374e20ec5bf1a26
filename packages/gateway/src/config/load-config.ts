/** How a configuration is read: the file, and the secrets from around it. */
import type { GatewayConfig } from './config.js';
import { isLoopback } from './config.js';
import { mistakeOf } from './mistakes.js';
import { gatewayConfigSchema } from './schema.js';
import type { Environment, Secrets } from './secrets.js';
import { readSecrets } from './secrets.js';
import { missingSecrets, namedSecretsOf, strayReferences } from './references.js';

/** What {@link loadConfig} needs from outside. */
export interface LoadConfigOptions {
  readonly environment: Environment;
  readonly readFile: (path: string) => string;
  /** Whether missing secrets are tolerated, because the demo makes its own. */
  readonly isDemo?: boolean;
  /** Whether nothing will be served, so that no secret is needed. */
  readonly isOffline?: boolean;
}

/** A configuration that may be used, or every mistake in it, one sentence each. */
export type LoadedConfig =
  | { readonly ok: true; readonly config: GatewayConfig; readonly secrets: Partial<Secrets> }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/**
 * Reads and checks a configuration file's text together with the secrets of the environment.
 *
 * @returns every mistake at once, each naming its place, what is wrong and what to do
 */
export function loadConfig(text: string, options: LoadConfigOptions): LoadedConfig {
  const parsed = parseJson(text);
  if (!parsed.ok) return { ok: false, mistakes: [parsed.mistake] };
  const checked = gatewayConfigSchema.safeParse(parsed.value, { reportInput: true });
  const { secrets, mistakes: secretMistakes } = readSecrets(
    options.environment,
    options.readFile,
    checked.success ? namedSecretsOf(checked.data).map(({ name }) => name) : [],
  );
  const mistakes = [
    ...(checked.success ? strayReferences(checked.data) : checked.error.issues.map(mistakeOf)),
    ...secretMistakes,
    ...(checked.success && options.isOffline !== true ? missing(checked.data, secrets, options.isDemo ?? false) : []),
  ];
  if (!checked.success || mistakes.length > 0) return { ok: false, mistakes };
  return { ok: true, config: checked.data, secrets };
}

function missing(config: GatewayConfig, secrets: Partial<Secrets>, isDemo: boolean): string[] {
  const mistakes: string[] = [...missingSecrets(config, secrets)];
  if (isDemo) {
    if (!isLoopback(config.listen.host))
      mistakes.push(
        `listen.host: is ${JSON.stringify(config.listen.host)}, but --demo hands out tokens to anyone who asks. Listen on 127.0.0.1, or leave out --demo.`,
      );
    return mistakes;
  }
  if (secrets.signing === undefined)
    mistakes.push('LIVE_TAKEOVER_SIGNING_SECRET: is missing. Set it, or LIVE_TAKEOVER_SIGNING_SECRET_FILE, to at least 32 random characters.');
  if (secrets.agent === undefined && config.agents.jwksUrl === undefined)
    mistakes.push('agents: no agent could sign in. Set agents.jwksUrl, or LIVE_TAKEOVER_AGENT_SECRET for tokens signed with HS256.');
  return mistakes;
}

type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly mistake: string };

function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, mistake: `The file is not JSON: ${why}. Mend it, or start from the example in docs/configuration.md.` };
  }
}
