/** Everything about the record that a gateway runs: its keeper, the ways to it, and the letting go of what is old. */
import type { Audit } from '../agents/audit.js';
import type { Authenticate } from '../agents/authenticate.js';
import type { Answer } from '../api/app.js';
import type { Settings } from '../config/settings.js';
import type { Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { createOperationRoutes } from './operation-routes.js';
import { commandLineActor } from './operations.js';
import { createRecordKeeper } from './record-keeper.js';
import { createRecordRoutes } from './record-routes.js';
import type { RecordFiles } from './record-subject.js';
import type { Retention } from './retention.js';
import { createRetention } from './retention.js';

/** What the service works with. */
export interface RecordServiceOptions {
  readonly store: EventStore;
  readonly runtime: Runtime;
  readonly projection: Projection;
  readonly settings: Settings;
  readonly authenticate: Authenticate;
  readonly audit: Audit;
  /** Undefined where no files are kept. */
  readonly files?: RecordFiles | undefined;
}

/** Works from `start` to `stop`; answers at any time. */
export interface RecordService extends Retention {
  readonly answers: readonly Answer[];
}

/** The record's part of a gateway. */
export function createRecordService(options: RecordServiceOptions): RecordService {
  const { runtime, settings } = options;
  const record = createRecordKeeper(options);
  const retention = createRetention({ ...options, config: () => settings.config.retention });
  const endings: (() => void)[] = [];
  return {
    answers: [
      createRecordRoutes({ ...options, record }),
      createOperationRoutes({ record, runtime, signingSecret: () => settings.secrets.signing, listenHost: settings.config.listen.host }),
    ],
    start() {
      retention.start();
      endings.push(settings.onChange(() => auditReload(options)));
    },
    async stop() {
      for (const end of endings.splice(0)) end();
      await retention.stop();
    },
  };
}

/** Whoever may send the signal has the machine in hand; the gateway does not know them. */
function auditReload({ audit, settings }: RecordServiceOptions): void {
  for (const tenant of new Set(settings.config.bots.map((bot) => bot.tenant)))
    audit(tenant, { actor: commandLineActor, action: 'reload-configuration', subject: 'configuration' });
}
