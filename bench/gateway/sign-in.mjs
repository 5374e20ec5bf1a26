/** Agents' tokens, as an integrator's server makes them. */
import { SignJWT } from 'jose';

/** Of the gateway under measurement. */
export const secrets = {
  signing: { current: 'signing-secret-of-thirty-two-characters' },
  agent: { current: 'agents-secret-of-thirty-two-characters!' },
  directLine: { current: 'direct-line-secret-of-thirty-two-chars' },
};

/** Good for an hour. */
export async function tokenOf(agentId) {
  const expiresAt = (Math.floor(Date.now() / 1_000) + 3_600) * 1_000;
  const token = await new SignJWT({ name: agentId, role: 'agent' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(agentId)
    .setExpirationTime(expiresAt / 1_000)
    .sign(new TextEncoder().encode(secrets.agent.current));
  return { token, expiresAt };
}
