import type { Projection } from './conversations/projection.js';
import type { Runtime } from './runtime.js';

/**
 * A log in which every line about a conversation, which it names as
 * `conversation`, carries its internal reference too: what agents and customers
 * quote leads to the line.
 *
 * @param projection - asked when a line is written, so it may be made later
 */
export function referencingLog(log: Runtime['log'], projection: () => Pick<Projection, 'tenants' | 'head'> | undefined): Runtime['log'] {
  const referenceOf = (conversationId: string): string | undefined => {
    const heads = projection();
    for (const tenant of heads?.tenants() ?? []) {
      const head = heads?.head(tenant, conversationId);
      if (head !== undefined) return head.reference;
    }
    return undefined;
  };
  return (level, event, fields = {}) => {
    const { conversation } = fields;
    const reference = typeof conversation === 'string' && fields['reference'] === undefined ? referenceOf(conversation) : undefined;
    log(level, event, reference === undefined ? fields : { ...fields, reference });
  };
}
