/** The streams of a simulated Salesforce: what each subject was told, with ids, and who listens now. */

interface Listener {
  readonly subject: string;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
}

interface Told {
  readonly id: number;
  readonly text: string;
}

/** Streams by subject. */
export interface Streams {
  open(subject: string, lastEventId: string | null, signal: AbortSignal): ReadableStream<Uint8Array>;
  /** Tells an event, now and to whoever asks for what came after an earlier one. */
  tell(subject: string, event: string, data: string): void;
  /** Sends bytes as they are, to who listens now. */
  send(subject: string, text: string): void;
  /** Shows that the stream is alive. */
  ping(): void;
  /** Breaks off every stream, with what was not read yet. */
  drop(): void;
  /** Ends every stream in good order. */
  end(): void;
  /** Sends nothing from now on, though the streams stay open. */
  mute(isMute: boolean): void;
  readonly listening: number;
}

/** Streams to whom nobody listens yet. */
export function createStreams(): Streams {
  const told = new Map<string, Told[]>();
  const listeners = new Set<Listener>();
  const encoder = new TextEncoder();
  let ids = 1_000;
  let isMute = false;
  const send = (listener: Listener, text: string): void => {
    if (!isMute) listener.controller.enqueue(encoder.encode(text));
  };
  return {
    open(subject, lastEventId, signal) {
      return new ReadableStream<Uint8Array>({
        start(controller) {
          const listener = { subject, controller };
          listeners.add(listener);
          signal.addEventListener('abort', () => void listeners.delete(listener), { once: true });
          send(listener, 'event: ping\ndata: {}\n\n');
          for (const { id, text } of told.get(subject) ?? []) if (id > Number(lastEventId ?? 0)) send(listener, text);
        },
        cancel() {
          for (const listener of listeners) if (listener.subject === subject) listeners.delete(listener);
        },
      });
    },
    tell(subject, event, data) {
      const id = (ids += 1);
      const text = `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
      told.set(subject, [...(told.get(subject) ?? []), { id, text }]);
      for (const listener of listeners) if (listener.subject === subject) send(listener, text);
    },
    send(subject, text) {
      for (const listener of listeners) if (listener.subject === subject) send(listener, text);
    },
    ping() {
      for (const listener of listeners) send(listener, 'event: ping\ndata: {}\n\n');
    },
    drop() {
      for (const { controller } of listeners) controller.error(new TypeError('terminated'));
      listeners.clear();
    },
    end() {
      for (const { controller } of listeners) controller.close();
      listeners.clear();
    },
    mute(next) {
      isMute = next;
    },
    get listening() {
      return listeners.size;
    },
  };
}
