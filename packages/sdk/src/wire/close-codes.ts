/** Why a gateway closes a socket. */
export type CloseReason =
  | 'draining'
  | 'slow-consumer'
  | 'no-pong'
  | 'state-invalid'
  | 'token-expired'
  | 'rate-limited'
  | 'hello-timeout'
  | 'unauthorized'
  | 'forbidden-origin'
  | 'version'
  | 'bad-frame'
  | 'too-large'
  | 'replaced'
  | 'revoked';

/** What a close code says. */
export interface CloseCode {
  readonly code: number;
  /** Whether to come back. */
  readonly retry: boolean;
  readonly meaning: string;
}

/** Why a socket was closed, and whether to come back. 4000–4499 reconnect, 4500–4999 do not. */
export const closeCodes: Readonly<Record<CloseReason, CloseCode>> = {
  draining: { code: 4000, retry: true, meaning: 'The gateway ends, or has lost its store; connect to another.' },
  'slow-consumer': { code: 4001, retry: true, meaning: 'Frames were not read fast enough.' },
  'no-pong': { code: 4002, retry: true, meaning: 'No frame arrived within three heartbeats.' },
  'state-invalid': { code: 4003, retry: true, meaning: 'A frame came where it does not belong.' },
  'token-expired': { code: 4004, retry: true, meaning: 'The token expired; fetch a new one.' },
  'rate-limited': { code: 4005, retry: true, meaning: 'Too many frames.' },
  'hello-timeout': { code: 4006, retry: true, meaning: 'No hello within 5 s.' },
  unauthorized: { code: 4500, retry: false, meaning: 'The token was refused.' },
  'forbidden-origin': { code: 4501, retry: false, meaning: 'The page is not on the allow-list.' },
  version: { code: 4502, retry: false, meaning: 'No common protocol version.' },
  'bad-frame': { code: 4503, retry: false, meaning: 'A frame was not valid.' },
  'too-large': { code: 4504, retry: false, meaning: 'A frame was larger than the limit.' },
  replaced: { code: 4505, retry: false, meaning: 'The same client connected again.' },
  revoked: { code: 4506, retry: false, meaning: 'Access was withdrawn.' },
};

/** Whether a client should reconnect after this close code; codes of the transport itself say yes. */
export function isRetryable(code: number): boolean {
  return code < 4500 || code > 4999;
}
