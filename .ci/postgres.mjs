/** Sees to it that there is a PostgreSQL for the tests, before several of them look for one at once. */
import { findPostgres } from '../packages/gateway/dist/testing/postgres/find-postgres.js';

console.log(findPostgres().program('postgres'));
