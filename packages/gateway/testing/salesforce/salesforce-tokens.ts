/** Tokens as Salesforce gives them: signed, short of life, one subject each. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Makes and reads tokens. */
export interface Tokens {
  make(subject: string): string;
  /** The subject of a token that is good now. */
  subjectOf(authorization: string | null): string | undefined;
}

/** Tokens of one server. */
export function createTokens(now: () => number, lifetimeMs: () => number): Tokens {
  const sign = (text: string): string => createHmac('sha256', 'the simulated organisation').update(text).digest('base64url');
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  let made = 0;
  return {
    make(subject) {
      const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: subject, jti: (made += 1), exp: Math.floor((now() + lifetimeMs()) / 1000) })}`;
      return `${body}.${sign(body)}`;
    },
    subjectOf(authorization) {
      const [, body = '', signature = ''] = /^Bearer ([^.]+\.[^.]+)\.([^.]+)$/.exec(authorization ?? '') ?? [];
      const [expected, given] = [Buffer.from(sign(body)), Buffer.from(signature)];
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
      const claims = JSON.parse(Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()) as { readonly sub: string; readonly exp: number };
      return claims.exp * 1000 > now() ? claims.sub : undefined;
    },
  };
}
