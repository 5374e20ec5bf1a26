/**
 * Facebook, Twilio and Salesforce on this machine, so that every kind of row can
 * be made by hand: simulators in place of the three, a page at the other end of
 * each, and what the gateway is told of them.
 */
import type { Runtime } from '@live-takeover/gateway';
import { createMessenger, graphHost } from './messenger.js';
import { createPhone, twilioHost } from './phone.js';
import type { Place } from './place.js';
import { fieldsOf } from './place.js';
import { createSalesforce, salesforceHost } from './salesforce.js';

/** Everything that is not there without it. */
export interface AllChannels {
  /** As it would stand in `live-takeover.json`. */
  readonly configuration: object;
  /** The secrets that it names. */
  readonly environment: Readonly<Record<string, string>>;
  /** A runtime that reaches the simulators, and everybody else as before. */
  reaching(runtime: Runtime): Runtime;
  /** Answers the pages' own calls. */
  answer(request: Request): Promise<Response | undefined>;
}

const path = /^\/simulated\/(phone|messenger|salesforce)\/(state|act)$/;

/** @param baseUrl - where the gateway will listen */
export function createAllChannels({ baseUrl, now }: { readonly baseUrl: string; readonly now: () => number }): AllChannels {
  const phone = createPhone({ baseUrl, now });
  const messenger = createMessenger({ baseUrl, now });
  const salesforce = createSalesforce({ now });
  const places: Readonly<Record<string, Place>> = { phone: phone.place, messenger: messenger.place, salesforce: salesforce.place };
  const hosts: Readonly<Record<string, (request: Request) => Promise<Response>>> = {
    [twilioHost]: (request) => phone.twilio.fetch(request),
    [graphHost]: (request) => messenger.graph.fetch(request),
    [salesforceHost]: (request) => salesforce.organization.fetch(request),
  };
  return {
    configuration: { publicUrl: baseUrl, channels: { sms: phone.configuration, messenger: messenger.configuration }, desks: salesforce.configuration },
    environment: { ...phone.environment, ...messenger.environment },
    reaching: (runtime) => ({
      ...runtime,
      request: (outgoing) => hosts[new URL(outgoing.url).hostname]?.(new Request(outgoing.url, outgoing)) ?? runtime.request(outgoing),
      requestPublic: (request, ...others) => hosts[new URL(request.url).hostname]?.(request) ?? runtime.requestPublic(request, ...others),
    }),
    async answer(request) {
      const { pathname, searchParams } = new URL(request.url);
      const [, name = '', what] = path.exec(pathname) ?? [];
      const place = places[name];
      if (place === undefined) return undefined;
      if (what === 'state') return Response.json(place.state(searchParams), { headers: { 'cache-control': 'no-store' } });
      if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
      const fields = fieldsOf(await request.json());
      return new Response(null, { status: (await place.act(fields['act'] ?? '', fields)) ? 204 : 409 });
    },
  };
}
