import { expect, test } from 'vitest';
import type { GatewayConfig } from './config.js';
import { gatewayConfigSchema } from './schema.js';
import { createSettings } from './settings.js';

const bot = { id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://bank.test/' };
const secrets = { signing: { current: 'signing' } };

function config(more: Readonly<Record<string, unknown>> = {}): GatewayConfig {
  return gatewayConfigSchema.parse({ bots: [bot], ...more });
}

test('what is asked for is what holds now', () => {
  const settings = createSettings(config(), secrets);
  expect(settings.findBot('default', 'bank')?.name).toBe('Bank');
  const next = config({ bots: [{ ...bot, name: 'Savings' }], origins: ['https://crm.example'] });
  expect(settings.change(next, { signing: { current: 'new', previous: 'signing' } })).toEqual([]);
  expect(settings.config).toEqual(next);
  expect(settings.secrets.signing.current).toBe('new');
  expect(settings.findBot('default', 'bank')?.name).toBe('Savings');
  expect(settings.findBot('other', 'bank')).toBeUndefined();
});

test('everyone is told once it holds, with what held before, until they end it', () => {
  const first = config();
  const settings = createSettings(first, secrets);
  const told: unknown[] = [];
  const end = settings.onChange((before) => told.push([before, settings.config.drainMs]));
  settings.change(config({ drainMs: 7 }), secrets);
  end();
  settings.change(config({ drainMs: 8 }), secrets);
  expect(told).toEqual([[first, 7]]);
});

test('address, store, the place of files and the tenants of bots stay as they are, and are named; everything beside them changes', () => {
  const settings = createSettings(config(), secrets);
  const wanted = config({
    listen: { port: 9 },
    store: { sqlite: 'other.sqlite' },
    drainMs: 7,
    attachments: { directory: 'elsewhere', count: 2 },
    bots: [
      { ...bot, name: 'Savings', tenant: 'elsewhere' },
      { ...bot, id: 'new', tenant: 'elsewhere' },
    ],
  });
  expect(settings.change(wanted, secrets)).toEqual(['listen', 'store', 'bots.bank.tenant', 'attachments.directory']);
  expect(settings.config).toMatchObject({ listen: { port: 8787 }, store: { sqlite: 'live-takeover.sqlite' }, drainMs: 7, attachments: { count: 2 } });
  expect(settings.config.attachments.directory).toBeUndefined();
  expect(settings.config.bots.map(({ id, name, tenant }) => [id, name, tenant])).toEqual([
    ['bank', 'Savings', 'default'],
    ['new', 'Bank', 'elsewhere'],
  ]);
});
