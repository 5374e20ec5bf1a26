import { z } from 'zod';

/** Which part of which message an echo is of. */
export interface EchoedPart {
  readonly conversationId: string;
  readonly messageId: string;
  readonly part: number;
  readonly parts: number;
}

const shape = z.tuple([z.literal('lt'), z.string(), z.string(), z.int().min(0), z.int().min(1)]);

/** What we send along with a message, for its echo to bring back; at most 1,000 characters. */
export function metadataOf({ conversationId, messageId, part, parts }: EchoedPart): string {
  return JSON.stringify(['lt', conversationId, messageId, part, parts]);
}

/** What an echo's metadata says; undefined if it is not ours. */
export function echoedPart(metadata: string | undefined): EchoedPart | undefined {
  let value: unknown;
  try {
    value = JSON.parse(metadata ?? '');
  } catch {
    // Another app may have put there what it likes.
    return undefined;
  }
  const { data } = shape.safeParse(value);
  if (data === undefined) return undefined;
  const [, conversationId, messageId, part, parts] = data;
  return { conversationId, messageId, part, parts };
}
