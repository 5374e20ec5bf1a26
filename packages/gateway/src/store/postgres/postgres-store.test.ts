import { afterAll, test } from 'vitest';
import { startPostgres } from '../../../testing/postgres/postgres-server.js';
import { postgresSubject } from '../../../testing/postgres/postgres-subject.js';
import { storeConformance } from '../../../testing/store-conformance/conformance.js';

const server = await startPostgres();

afterAll(() => server.dispose());

storeConformance(postgresSubject(server), { test: (title, run) => void test(title, run) });
