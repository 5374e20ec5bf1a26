import type { GatewayConfig } from '../../../src/config/config.js';
import { loadConfig } from '../../../src/config/load-config.js';

/** The tenant that everything of a simulation belongs to. */
export const tenant = 'default';

/** Under the shortest silence that rules may name, so that statuses by time are reached. */
const rules = { agentThreshold: 2, stalledAfterMs: 30_000, abandonedAfterMs: 60_000, timeoutMs: 150_000 };

/** Two minutes open, two closed, for as long as a run may take by a clock that is off by ten. */
const shifts = [['08:48', '08:50'], ['08:52', '08:54'], ['08:56', '08:58'], ['09:00', '09:02'], ['09:04', '09:06'], ['09:08', '09:10'], ['09:12', '09:14'], ['09:16', '09:18']].map(([from, to]) => ({ from, to }));

/** Every simulation's gateways are configured so: a bot for each protocol and each policy, and one whose agents have hours. */
export const simulatedConfig: GatewayConfig = configFrom({
  // So few that desks are full.
  agents: { reasons: [{ id: 'lunch', label: 'Lunch' }], capacity: 2 },
  bots: [
    // Answers by call-back, to whichever node it reaches.
    { id: 'bank', name: 'Bank', protocol: 'activity', url: 'http://bank.test/', timeoutMs: 4_000, rules, requestTimeoutMs: 60_000 },
    // Answers in the response.
    { id: 'shop', name: 'Shop', protocol: 'webhook', url: 'http://shop.test/', timeoutMs: 5_000, rules, onUnreachable: 'hand-back', whileWaiting: 'silent', wrapUp: { reasons: [{ id: 'done', label: 'Done' }], isRequired: true } },
    {
      id: 'help',
      name: 'Help',
      protocol: 'activity',
      deliveryMode: 'expectReplies',
      url: 'http://help.test/',
      timeoutMs: 3_000,
      rules: { ...rules, timeoutMs: 600_000 },
      onNoAgents: 'end',
    },
    // Opens and closes all the time, by whatever clock the database has.
    { id: 'night', name: 'Night', protocol: 'activity', url: 'http://night.test/', timeoutMs: 4_000, rules, requestTimeoutMs: 60_000, openingHours: { timeZone: 'UTC', week: Array.from({ length: 7 }, () => shifts) } },
  ],
});

function configFrom(written: unknown): GatewayConfig {
  const loaded = loadConfig(JSON.stringify(written), { environment: {}, readFile: () => '', isDemo: true });
  if (!loaded.ok) throw new Error(loaded.mistakes.join('\n'));
  return loaded.config;
}
