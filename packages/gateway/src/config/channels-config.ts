/**
 * What an operator writes about ways in and out of the gateway: channels,
 * desks, and who is told of what happens. Where a secret is needed, its name
 * stands here; the secret itself is `LIVE_TAKEOVER_SECRET_<NAME>`.
 */

/** The name of a secret: capitals, digits and `_`. */
export type SecretName = string;

/** Channels beside Direct Line. Absent ones are off. */
export interface ChannelsConfig {
  readonly messenger?: MessengerConfig | undefined;
  readonly sms?: SmsConfig | undefined;
  readonly webhook?: WebhookChannelConfig | undefined;
}

/** Facebook Messenger. */
export interface MessengerConfig {
  /** The app's secret, by which webhooks are signed. */
  readonly appSecret: SecretName;
  /** What Meta sends back when the webhook is set up. */
  readonly verifyToken: SecretName;
  readonly appId: string;
  /** Where the Graph API is, version included. */
  readonly graphUrl: string;
  readonly pages: readonly MessengerPage[];
  /** For how long nobody has to answer from the Page's inbox until the bot answers again. */
  readonly pageInboxSilenceMs: number;
}

/** A Facebook page, and the bot that answers there; its tenant is the bot's. */
export interface MessengerPage {
  readonly pageId: string;
  readonly botId: string;
  readonly accessToken: SecretName;
}

/** Text messages. */
export interface SmsConfig {
  readonly numbers: readonly SmsNumber[];
}

/** A number of ours, and the bot that answers there; its tenant is the bot's. */
export type SmsNumber =
  | {
      readonly provider: 'twilio';
      /** E.164. */
      readonly number: string;
      readonly botId: string;
      readonly accountSid: string;
      readonly authToken: SecretName;
      /** Sends by this service instead of by the number. */
      readonly messagingServiceSid?: string | undefined;
      /** Where Twilio's API is. */
      readonly apiUrl: string;
    }
  | {
      readonly provider: 'webhook';
      readonly number: string;
      readonly botId: string;
      /** Where texts to customers are posted. */
      readonly url: string;
      /** Signs both ways. */
      readonly secret: SecretName;
    };

/** Bots that keep their own widget: their server speaks for customer and bot. */
export interface WebhookChannelConfig {
  readonly bots: readonly {
    readonly botId: string;
    /** Where what agents write and do is posted. */
    readonly url: string;
    /** Signs both ways. */
    readonly secret: SecretName;
  }[];
}

/** Human desks outside. */
export interface DesksConfig {
  readonly salesforce?: SalesforceConfig | undefined;
}

/** Salesforce Messaging for In-App and Web, custom client. */
export interface SalesforceConfig {
  /** `https://<org>.my.salesforce-scrt.com`. */
  readonly url: string;
  /** 15 or 18 characters. */
  readonly orgId: string;
  /** The Embedded Service deployment, of type Custom Client. */
  readonly esDeveloperName: string;
  /** How long Salesforce may take to accept a conversation before the request is our agents' again. */
  readonly acceptWithinMs: number;
}

/** Somebody who is told what happens: a CRM, a chat of colleagues. */
export interface HookConfig {
  /** Names it in logs. */
  readonly id: string;
  readonly url: string;
  readonly secret: SecretName;
  readonly tenant: string;
  readonly events: readonly HookEvent[];
  /** Of these bots only; empty for all of the tenant. */
  readonly botIds: readonly string[];
}

/** What a hook may be told of. */
export type HookEvent = 'agent-requested' | 'no-agents' | 'takeover-started' | 'takeover-ended' | 'conversation-closed';

/** How a bot knows that it is us who call. */
export type BotAuth =
  | { readonly kind: 'none' }
  /** A secret in a header of its own; never `Authorization`, which bots check for Microsoft's tokens. */
  | { readonly kind: 'header'; readonly header: string; readonly secret: SecretName }
  /** An HMAC-SHA256 of the body in `x-live-takeover-signature`. */
  | { readonly kind: 'hmac'; readonly secret: SecretName };
