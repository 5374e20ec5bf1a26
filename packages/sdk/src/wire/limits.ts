/** What a client may send; `welcome` tells the gateway's own figures. */
export interface WireLimits {
  /** Of a message or note, in UTF-16 code units. */
  readonly messageLength: number;
  /** Of one frame from a client, in UTF-8 bytes. */
  readonly frameBytes: number;
}

/** The limits of a gateway that sets none. */
export const defaultLimits: WireLimits = { messageLength: 4_000, frameBytes: 65_536 };

/** The largest frame a client takes from a gateway, in UTF-8 bytes: far above a full part of a snapshot. */
export const serverFrameBytes = 16_777_216;

/** Whether `text` has more than `limitBytes` bytes in UTF-8; counts them only in case of doubt. */
export function isLongerThan(text: string, limitBytes: number): boolean {
  if (text.length > limitBytes) return true;
  return text.length * 3 > limitBytes && new TextEncoder().encode(text).byteLength > limitBytes;
}
