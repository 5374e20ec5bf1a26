import { expect, test } from 'vitest';
import { RenderPace } from './render-pace.js';

const frameMs = 16;

/** How many of so many frames render, if every one asks to. */
function rendersIn(pace: RenderPace, frames: number, startAt: number): number {
  return Array.from({ length: frames }, (_, frame) => pace.isDue(startAt + frame * frameMs)).filter(Boolean).length;
}

test('a few renders one after another are all due', () => {
  expect(rendersIn(new RenderPace(), 10, 0)).toBe(10);
});

test('in a storm ten in a second are due', () => {
  const pace = new RenderPace();
  rendersIn(pace, 60, 0);
  const inThreeSeconds = rendersIn(pace, 180, 60 * frameMs);
  expect(inThreeSeconds / (180 * frameMs)).toBeLessThanOrEqual(10 / 1000);
  expect(inThreeSeconds).toBeGreaterThan(24);
});

test('the last change of a storm is rendered soon after it', () => {
  const pace = new RenderPace();
  rendersIn(pace, 60, 0);
  const asked = Array.from({ length: 8 }, (_, frame) => pace.isDue((60 + frame) * frameMs));
  expect(asked).toContain(true);
});

test('after a pause everything is due again', () => {
  const pace = new RenderPace();
  rendersIn(pace, 60, 0);
  expect(rendersIn(pace, 10, 2_000)).toBe(10);
});
