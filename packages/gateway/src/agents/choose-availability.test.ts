import type { Agent, AvailabilityReason } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { chooseAvailability } from './choose-availability.js';

const ana: Agent = { id: 'ana', name: 'Ana', role: 'agent' };
const sue: Agent = { id: 'sue', name: 'Sue', role: 'supervisor' };
const reasons: readonly AvailabilityReason[] = [{ id: 'lunch', label: 'At lunch', receivesRequests: false }];

test.each([
  ['Online', ana, { availability: 'online' }, 'ana online'],
  ['Offline', ana, { availability: 'offline' }, 'ana offline'],
  ['a reason of the desk', ana, { availability: 'lunch' }, 'ana lunch'],
  ['no other reason', ana, { availability: 'luncheon' }, 'bad-request'],
  ['themselves by name', ana, { availability: 'lunch', agentId: 'ana' }, 'ana lunch'],
  ['nothing for a colleague', ana, { availability: 'offline', agentId: 'sue' }, 'forbidden'],
  ['Offline for a colleague, as supervisor', sue, { availability: 'offline', agentId: 'ana' }, 'ana offline by Sue'],
  ['nothing but Offline for a colleague', sue, { availability: 'online', agentId: 'ana' }, 'bad-request'],
  ['no reason for a colleague', sue, { availability: 'lunch', agentId: 'ana' }, 'bad-request'],
  ['nothing for nobody', sue, { availability: 'offline', agentId: 'zoe' }, 'bad-request'],
  ['whatever they like as a supervisor themselves', sue, { availability: 'lunch', agentId: 'sue' }, 'sue lunch'],
])('agents choose %s', (_title, agent, command, expected) => {
  const findAgent = (id: string): Agent | undefined => [ana, sue].find((one) => one.id === id);
  const decision = chooseAvailability({ name: 'set-availability', ...command }, { agent, reasons, findAgent });
  const { availability, setBy } = decision.ok ? decision.choice : { availability: '', setBy: undefined };
  expect(decision.ok ? `${decision.agentId} ${availability}${setBy === undefined ? '' : ` by ${setBy}`}` : decision.error.code).toBe(expected);
});

test('a refusal names what there is to choose from', () => {
  const decision = chooseAvailability({ name: 'set-availability', availability: 'x' }, { agent: ana, reasons, findAgent: () => undefined });
  expect(decision.ok ? '' : decision.error.message).toBe('There is no availability "x". Choose one of online, offline, lunch.');
});
