/** Waiting for frames. */

/** The start of the next frame. */
export function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** The first task after the next frame has been painted. */
export async function painted(): Promise<void> {
  await frame();
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Frames until something holds, at most those of five seconds; −1 if it never did. */
export async function framesUntil(holds: () => boolean): Promise<number> {
  for (let frames = 1; frames <= 300; frames += 1) {
    await painted();
    if (holds()) return frames;
  }
  return -1;
}
