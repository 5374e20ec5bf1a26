/** A WebSocket as the gateway's logic sees it, so that tests and simulations can be one. */
export interface Socket {
  /** @param isCompressible - whether the frame is worth compressing; default no */
  send(text: string, isCompressible?: boolean): void;
  close(code: number, reason: string): void;
  /** Bytes sent but not yet taken by the network. */
  readonly bufferedAmount: number;
  /** Replaces the listener for text frames. */
  onMessage(listener: (text: string) => void): void;
  /** Replaces the listener for the end, whoever ended it. */
  onClose(listener: (code: number) => void): void;
}
