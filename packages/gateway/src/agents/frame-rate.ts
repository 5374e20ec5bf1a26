const framesPerSecond = 100;
const framesAtOnce = 1_000;

/** Whether a client that sends one more frame now still keeps within bounds: many at once, or many for long, but not both. */
export function createFrameRate(startedAt: number): (now: number) => boolean {
  let allowance = framesAtOnce;
  let at = startedAt;
  return (now) => {
    allowance = Math.min(framesAtOnce, allowance + (Math.max(0, now - at) * framesPerSecond) / 1000) - 1;
    at = now;
    return allowance >= 0;
  };
}
