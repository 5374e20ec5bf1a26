/** Runs something in the next frame, once however often it is asked for. */
export interface FrameLoop {
  request(): void;
  cancel(): void;
}

/** A loop that calls `run` at most once a frame, and never unasked. */
export function createFrameLoop(run: () => void): FrameLoop {
  let frame = 0;
  return {
    request() {
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        run();
      });
    },
    cancel() {
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}
