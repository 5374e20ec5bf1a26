import { TakeoverError } from '../base/errors.js';
import type { Check, Checks } from './check.js';
import { fields, isObject } from './check.js';
import type { ClientFrame, ServerFrame } from './frames.js';
import { decodeJson, encodeJson } from './json.js';
import { isLongerThan } from './limits.js';

/** A frame out of text: null when its type is not known here, which is no error. */
export type Decoded<Frame> =
  | { readonly ok: true; readonly frame: Frame | null }
  /** `replyTo` is the id of the command or request inside, if that much could be read: answer it, and keep the socket. */
  | { readonly ok: false; readonly error: TakeoverError; readonly replyTo?: string };

/** What is checked of each type of frame. */
export type FrameChecks<Frame extends { readonly type: string }> = {
  readonly [Type in Frame['type']]: Readonly<Record<string, Check>> & Checks<Omit<Extract<Frame, { type: Type }>, 'type'>>;
};

/** The text of a frame. Immune to what a host page did to `JSON` and to prototypes after this module loaded. */
export function encodeFrame(frame: ClientFrame | ServerFrame): string {
  return encodeJson(frame);
}

/** Total: any text gives a frame, null, or an error that names the path that is wrong. */
export function decodeFrame<Frame extends { readonly type: string }>(
  text: string,
  limitBytes: number,
  checksByType: Readonly<Record<string, Readonly<Record<string, Check>>>>,
  alsoCheck?: Check,
): Decoded<Frame> {
  if (isLongerThan(text, limitBytes))
    return refuse('message-too-large', `The frame is larger than ${limitBytes} bytes. Send less at once.`);
  let value: unknown;
  try {
    value = decodeJson(text);
  } catch (cause) {
    return refuse('bad-frame', 'The frame is not JSON.', cause);
  }
  if (!isObject(value) || typeof value.type !== 'string') return refuse('bad-frame', 'frame.type must be text.');
  if (!Object.hasOwn(checksByType, value.type)) return { ok: true, frame: null };
  const problem = fields(checksByType[value.type] as Checks<object>)(value) ?? alsoCheck?.(value);
  if (problem === undefined) return { ok: true, frame: value as unknown as Frame };
  const refused = refuse('bad-frame', `${value.type} frame${problem}.`);
  return typeof value.id === 'string' ? { ...refused, replyTo: value.id } : refused;
}

function refuse(code: 'bad-frame' | 'message-too-large', message: string, cause?: unknown): { readonly ok: false; readonly error: TakeoverError } {
  return { ok: false, error: new TakeoverError(code, message, { cause }) };
}
