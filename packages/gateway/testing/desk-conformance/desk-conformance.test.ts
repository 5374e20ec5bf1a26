import { describe, test } from 'vitest';
import { fixtureSecrets } from '../gateway-fixture.js';
import { gatewayConfigSchema } from '../../src/config/schema.js';
import { createSalesforceDesk } from '../../src/desks/salesforce/salesforce-desk.js';
import { createSalesforceSimulator } from '../salesforce/salesforce-simulator.js';
import type { DeskConsole, DeskSubject } from './desk-conformance.js';
import { deskConformance } from './desk-conformance.js';

const acceptWithinMs = 120_000;

function openSalesforce(now: () => number): DeskConsole {
  const organisation = createSalesforceSimulator({ now });
  const { orgId, esDeveloperName } = organisation;
  const config = gatewayConfigSchema.parse({
    bots: [{ id: 'bank', name: 'Bank Bot', protocol: 'webhook', url: 'http://bot.test/' }],
    desks: { salesforce: { url: 'https://sf.test', orgId, esDeveloperName, acceptWithinMs } },
  });
  const sam = { id: '005', name: 'Sam' };
  const last = (): string => organisation.conversations.at(-1)?.id ?? '';
  return {
    connect: (given) => createSalesforceDesk({ ...given, settings: { config, secrets: fixtureSecrets } }),
    answer: (request) => organisation.fetch(request),
    accept: (name) => organisation.accept(last(), { ...sam, name }),
    say: (text) => organisation.say(last(), sam, text),
    repeat: () => organisation.repeat(last()),
    end: () => organisation.end(last()),
    desert: () => organisation.setStaffed(false),
    drop: () => organisation.streams.drop(),
    get texts() {
      return organisation.conversations.flatMap(({ texts }) => texts);
    },
    get isOpen() {
      return organisation.conversations.at(-1)?.isOpen === true;
    },
    get asked() {
      return organisation.conversations.length;
    },
  };
}

const salesforce: DeskSubject = { target: 'salesforce', acceptWithinMs, open: openSalesforce };

describe('Salesforce as a desk', () => {
  deskConformance({ test: (title, run) => test(title, run) }, salesforce);
});
