/** Frames of a WebSocket, made here so that what goes to many is made once (RFC 6455 §5.2). */

const finalText = 0x81;
const longestShort = 125;
const longestMedium = 0xffff;
const medium = 126;
const long = 127;

/** A whole text message as a server sends it: in one frame, neither masked nor compressed. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headLength = length <= longestShort ? 2 : length <= longestMedium ? 4 : 10;
  const frame = Buffer.allocUnsafe(headLength + length);
  frame[0] = finalText;
  frame[1] = length <= longestShort ? length : length <= longestMedium ? medium : long;
  if (headLength === 4) frame.writeUInt16BE(length, 2);
  if (headLength === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.write(text, headLength);
  return frame;
}

/**
 * Makes frames like {@link textFrame}, and gives the last one again for the same
 * text: what goes to many clients goes to one right after the other.
 */
export function createFrameMaker(): (text: string) => Buffer {
  let last = { text: '', frame: textFrame('') };
  return (text) => {
    if (text !== last.text) last = { text, frame: textFrame(text) };
    return last.frame;
  };
}
