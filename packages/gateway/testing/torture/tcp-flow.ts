import type { Socket } from 'node:net';

/** How the bytes of one direction pass. */
export interface Passage {
  readonly delayMs: number;
  readonly bytesPerSecond: number;
  readonly isStalled: boolean;
}

/** Bytes on their way, or the news that their source has ended or is gone. */
type Parcel = { readonly dueAt: number } & ({ readonly data: Buffer } | { readonly data: 'end' | 'close' });

const heldBytesLimit = 1_048_576;

/** Carries bytes from one socket to another, in their order, as fast as it is told to; closings too. */
export class TcpFlow {
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #parcels: Parcel[] = [];
  #passage: Passage = { delayMs: 0, bytesPerSecond: Infinity, isStalled: false };
  #heldBytes = 0;
  #isBlocked = false;
  #freeAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: Socket, sink: Socket) {
    this.#source = source;
    this.#sink = sink;
    source.on('data', (data: Buffer) => this.#take(data));
    source.on('end', () => this.#take('end'));
    source.on('close', () => this.#take('close'));
    sink.on('drain', () => {
      this.#isBlocked = false;
      this.#carry();
    });
    sink.on('close', () => clearTimeout(this.#timer));
    source.resume();
  }

  /** Changes how bytes pass, also those that are on their way. */
  set(passage: Partial<Passage>): void {
    this.#passage = { ...this.#passage, ...passage };
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#carry();
  }

  #take(data: Buffer | 'end' | 'close'): void {
    this.#parcels.push({ dueAt: performance.now(), data });
    if (typeof data !== 'string') this.#heldBytes += data.length;
    if (this.#heldBytes > heldBytesLimit) this.#source.pause();
    this.#carry();
  }

  #carry(): void {
    if (this.#timer !== undefined) return;
    for (let parcel = this.#parcels[0]; parcel !== undefined; parcel = this.#parcels[0]) {
      if (this.#passage.isStalled || this.#isBlocked || this.#sink.destroyed) return;
      const waitMs = Math.max(parcel.dueAt + this.#passage.delayMs, this.#freeAt) - performance.now();
      if (waitMs > 0) return this.#carryLater(waitMs);
      this.#parcels.shift();
      this.#hand(parcel.data);
    }
  }

  #carryLater(waitMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#carry();
    }, waitMs);
  }

  #hand(data: Buffer | 'end' | 'close'): void {
    if (data === 'end') return void this.#sink.end();
    if (data === 'close') return void this.#sink.destroy();
    this.#heldBytes -= data.length;
    if (this.#heldBytes <= heldBytesLimit) this.#source.resume();
    this.#isBlocked = !this.#sink.write(data);
    const { bytesPerSecond } = this.#passage;
    this.#freeAt = performance.now() + (data.length / bytesPerSecond) * 1000;
  }
}
