/** What is filled into messages and replies. Pure. */
import type { Words } from '../language/words.js';

/** Names what is filled in, as it stands in braces. */
export type Variable = 'customer' | 'agent' | 'bot' | 'reference' | 'limit' | 'opens';

/** What every text may use. */
export const replyVariables: readonly Variable[] = ['customer', 'agent', 'bot', 'reference'];

/** What one of the automatic messages may use. */
export function messageVariables(name: string): readonly Variable[] {
  if (name === 'outsideHours') return [...replyVariables, 'opens'];
  return name.startsWith('file') ? [...replyVariables, 'limit'] : replyVariables;
}

/** The first variable of a text, with its braces, that nothing fills in. */
export function unknownVariable(text: string, known: readonly string[]): string | undefined {
  for (const [variable, name = ''] of text.matchAll(/\{([^{}]*)\}/gu)) if (!known.includes(name)) return variable;
  return undefined;
}

/** A text as a customer could read it, filled in by way of example. */
export function previewOf(words: Words, text: string, variables: readonly Variable[], botName: string): string {
  return text.replace(/\{([a-z]+)\}/gu, (placeholder, name: string) => {
    const variable = variables.find((each) => each === name);
    if (variable === undefined) return placeholder;
    return variable === 'bot' ? botName : words(`settings.preview-${variable}`);
  });
}
