/** What Twilio says, in its own fields. */

/** The fields of a webhook that brings a customer's text. */
export function textFields(text: {
  readonly sid: string;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
  readonly optOutType?: string;
}): URLSearchParams {
  const { sid, accountSid, from, to, body, media, optOutType } = text;
  return new URLSearchParams({
    ToCountry: 'US',
    ToState: 'CA',
    SmsMessageSid: sid,
    NumMedia: String(media.length),
    ToCity: '',
    FromZip: '94103',
    SmsSid: sid,
    FromState: 'CA',
    SmsStatus: 'received',
    FromCity: 'SAN FRANCISCO',
    Body: body,
    FromCountry: 'US',
    To: to,
    ToZip: '',
    NumSegments: '1',
    MessageSid: sid,
    AccountSid: accountSid,
    From: from,
    ApiVersion: '2010-04-01',
    ...(optOutType === undefined ? {} : { OptOutType: optOutType }),
    ...Object.fromEntries(media.flatMap(({ url, contentType }, index) => [[`MediaContentType${String(index)}`, contentType], [`MediaUrl${String(index)}`, url]])),
  });
}

/** The fields of a webhook that tells how far a text got. */
export function statusFields(text: {
  readonly sid: string;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly status: string;
  readonly errorCode: number | null;
}): URLSearchParams {
  const { sid, accountSid, from, to, status, errorCode } = text;
  return new URLSearchParams({
    SmsSid: sid,
    MessageSid: sid,
    AccountSid: accountSid,
    From: from,
    To: to,
    ApiVersion: '2010-04-01',
    SmsStatus: status,
    MessageStatus: status,
    ...(errorCode === null ? {} : { ErrorCode: String(errorCode) }),
  });
}

/** A text as the API tells of it. */
export function messageRecord(
  accountSid: string,
  text: {
    readonly sid: string;
    readonly from: string;
    readonly to: string;
    readonly body: string;
    readonly mediaUrls: readonly string[];
    readonly createdAt: number;
    readonly status: string;
    readonly errorCode: number | null;
  },
): Readonly<Record<string, unknown>> {
  return {
    sid: text.sid,
    account_sid: accountSid,
    messaging_service_sid: null,
    from: text.from,
    to: text.to,
    body: text.body,
    status: text.status,
    direction: 'outbound-api',
    num_segments: '1',
    num_media: String(text.mediaUrls.length),
    error_code: text.errorCode,
    error_message: null,
    // RFC 2822, as the API writes it.
    date_created: new Date(text.createdAt).toUTCString().replace('GMT', '+0000'),
    price: null,
    price_unit: 'USD',
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${text.sid}.json`,
  };
}

/** A refusal. */
export function errorOf(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ code, message, more_info: `https://www.twilio.com/docs/errors/${String(code)}`, status }, { status, headers });
}
