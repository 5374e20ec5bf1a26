import type { ServerFrame } from '@live-takeover/sdk/core';
import type { AgentServices } from './agent-services.js';
import type { AgentIdentity } from './authenticate.js';
import { deskOf } from './desk-of.js';
import { rulesIn } from './scope.js';
import { heartbeatMs } from './session-timers.js';

/**
 * The first frame that an agent's client gets.
 *
 * @param resumed - whether its cursor was accepted
 */
export function welcomeFrame({ settings, attachments, runtime }: Pick<AgentServices, 'settings' | 'attachments' | 'runtime'>, identity: AgentIdentity, resumed: boolean): ServerFrame {
  const { config } = settings;
  const { messageLength, frameBytes } = config.limits;
  return {
    type: 'welcome',
    serverTime: runtime.now(),
    heartbeatMs,
    agent: identity.agent,
    rules: rulesIn(identity.scope, config.bots),
    limits: { messageLength, frameBytes, attachments: attachments.offer },
    resumed,
    desk: deskOf(identity, config),
  };
}
