import { StoreError } from '../event-store.js';

/** One server that may be asked, as a URL for the driver. */
export interface DatabaseHost {
  readonly url: string;
  /** For messages: where it is, without user and password. */
  readonly name: string;
}

const shape = /^(postgres(?:ql)?:\/\/)([^@/?#]*@)?([^/?#]*)(\/[^?#]*)?(\?[^#]*)?$/;

/**
 * The servers that a `DATABASE_URL` names, in its order: `postgresql://user:password@one:5432,two:5432/database` names
 * two, of which the one that is no standby is used.
 *
 * @throws {StoreError} `invalid`. The message never holds the URL, since a password may be in it
 */
export function databaseHosts(url: string): readonly DatabaseHost[] {
  const [, scheme, credentials = '', authority = '', path = '', parameters = ''] = shape.exec(url.trim()) ?? [];
  if (scheme === undefined) throw wrongUrl();
  return authority.split(',').map((host) => {
    const single = `${scheme}${credentials}${host}${path}${parameters}`;
    return { url: single, name: nameOf(single, path) };
  });
}

function nameOf(url: string, path: string): string {
  try {
    const { host, searchParams } = new URL(url);
    return `${searchParams.get('host') ?? (host === '' ? 'localhost' : host)}${decodeURIComponent(path)}`;
  } catch {
    // What is wrong with it would be told with the whole of it.
    throw wrongUrl();
  }
}

function wrongUrl(): StoreError {
  return new StoreError(
    'invalid',
    'DATABASE_URL is not the URL of a PostgreSQL database. Write postgresql://user:password@host:5432/database, with special characters as %XX.',
  );
}
