import { encodeFrame } from '@live-takeover/sdk/core';
import type { GatewayConfig } from '../config/config.js';
import type { AgentIdentity } from './authenticate.js';
import { deskOf } from './desk-of.js';
import { rulesIn } from './scope.js';

type Seen = Pick<AgentIdentity, 'scope' | 'capacity'>;

/**
 * What another configuration changes for an agent: rules, desk, or nothing. As
 * frames, each encoded once for all agents who see the same.
 */
export function changedFrames(before: GatewayConfig, now: GatewayConfig): (seen: Seen) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (seen) => {
    const key = JSON.stringify([seen.scope.key, seen.capacity]);
    const frames = known.get(key) ?? framesFor(seen, before, now);
    known.set(key, frames);
    return frames;
  };
}

function framesFor(seen: Seen, before: GatewayConfig, now: GatewayConfig): readonly string[] {
  const former = [rulesFrame(seen, before), deskFrame(seen, before)];
  return [rulesFrame(seen, now), deskFrame(seen, now)].filter((frame, index) => frame !== former[index]);
}

function rulesFrame({ scope }: Seen, { bots }: GatewayConfig): string {
  return encodeFrame({ type: 'bot-rules-changed', rules: rulesIn(scope, bots) });
}

function deskFrame(seen: Seen, config: GatewayConfig): string {
  return encodeFrame({ type: 'desk', desk: deskOf(seen, config) });
}
