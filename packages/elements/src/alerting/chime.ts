/** How much an alert presses; each sounds its own way. */
export type Urgency = 'urgent' | 'request' | 'message';

/** Whether a sound would be heard. `asking`: the browser has not said yet. */
export type SoundState = 'asking' | 'ready' | 'blocked' | 'unsupported';

/** One tone: hertz, seconds from the start, seconds. */
type Tone = readonly [frequency: number, start: number, length: number];

/** Rising for a request, falling twice for what is urgent, one short note for a message: told apart without looking. */
const tones: Readonly<Record<Urgency, readonly Tone[]>> = {
  urgent: [[988, 0, 0.16], [659, 0.17, 0.22], [988, 0.46, 0.16], [659, 0.63, 0.3]],
  request: [[587, 0, 0.18], [880, 0.16, 0.42]],
  message: [[784, 0, 0.22]],
};

/** How long the browser may take to let a sound out before it is taken to be blocked. */
const unlockMs = 1_000;
const loudness = 0.25;

/** What a {@link Chime} needs of its surroundings. */
export interface ChimeOptions {
  /** Looked up at each use; undefined where there is no Web Audio. */
  readonly audio: () => typeof AudioContext | undefined;
  readonly schedule: (delayMs: number, callback: () => void) => () => void;
  /** The state has changed. */
  readonly onChange: () => void;
}

/**
 * Sounds made by the browser itself, without any file. Browsers keep a page
 * silent until its agent pressed something in it; {@link Chime.unlock} finds out,
 * and succeeds at the latest when called from a press. Between two sounds the
 * audio stands still and costs nothing.
 */
export class Chime {
  readonly #options: ChimeOptions;
  #context: AudioContext | undefined;
  #state: SoundState = 'asking';
  #sounding = 0;
  #cancel: (() => void) | undefined;

  constructor(options: ChimeOptions) {
    this.#options = options;
  }

  get state(): SoundState {
    return this.#state;
  }

  /** Finds out whether sounds are let out, or lets them out if it is called from a press. */
  async unlock(): Promise<SoundState> {
    if (await this.#wake()) this.#rest();
    return this.#state;
  }

  /** @returns whether it was let out */
  async ring(urgency: Urgency): Promise<boolean> {
    if (!(await this.#wake())) return false;
    const context = this.#context;
    if (context === undefined) return false;
    try {
      this.#play(context, tones[urgency]);
    } catch {
      // The device is gone, say: nothing to be heard now, perhaps later.
      return false;
    }
    return true;
  }

  /** Gives the device back. A later ring takes it again. */
  release(): void {
    this.#cancel?.();
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
    this.#state = 'asking';
    this.#sounding = 0;
  }

  /** @returns whether the audio runs; false at the latest after {@link unlockMs} */
  async #wake(): Promise<boolean> {
    const context = (this.#context ??= this.#create());
    if (context === undefined) {
      this.#set('unsupported');
      return false;
    }
    // Resolves only once it runs; where it is blocked, at a later press or never.
    const running = context.resume().then(
      () => context === this.#context,
      () => false,
    );
    const isRunning = (await Promise.race([running, this.#tooLong()])) && context.state === 'running';
    if (context === this.#context) this.#set(isRunning ? 'ready' : 'blocked');
    return isRunning;
  }

  #create(): AudioContext | undefined {
    try {
      const Context = this.#options.audio();
      return Context === undefined ? undefined : new Context();
    } catch {
      // Blocked by policy, or too many of them in this browser.
      return undefined;
    }
  }

  #tooLong(): Promise<false> {
    this.#cancel?.();
    return new Promise((resolve) => {
      const cancel = this.#options.schedule(unlockMs, () => resolve(false));
      this.#cancel = () => {
        cancel();
        resolve(false);
      };
    });
  }

  #play(context: AudioContext, melody: readonly Tone[]): void {
    const beginsAt = context.currentTime + 0.02;
    for (const [frequency, start, length] of melody) {
      const [tone, volume] = [context.createOscillator(), context.createGain()];
      const [from, to] = [beginsAt + start, beginsAt + start + length];
      tone.frequency.value = frequency;
      // Fades in and out, for a tone that is cut clicks.
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(loudness, from + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.001, to);
      tone.connect(volume).connect(context.destination);
      tone.onended = () => {
        this.#sounding -= 1;
        this.#rest();
      };
      this.#sounding += 1;
      tone.start(from);
      tone.stop(to);
    }
  }

  /** Stops the audio's clock once the last tone is over. */
  #rest(): void {
    if (this.#sounding === 0) this.#context?.suspend().catch(() => undefined);
  }

  #set(state: SoundState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onChange();
  }
}
