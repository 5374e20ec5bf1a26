import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../pages/', import.meta.url));

/** Everything the demo serves besides the gateway: path → file and content type. */
const files: Readonly<Record<string, readonly [file: string, contentType: string]>> = {
  '/': [`${folder}index.html`, 'text/html; charset=utf-8'],
  '/colors.css': [`${folder}colors.css`, 'text/css; charset=utf-8'],
  '/start.css': [`${folder}start.css`, 'text/css; charset=utf-8'],
  '/icon.svg': [`${folder}icon.svg`, 'image/svg+xml'],
  '/crm/': [`${folder}crm/index.html`, 'text/html; charset=utf-8'],
  '/crm/customer/': [`${folder}crm/customer/index.html`, 'text/html; charset=utf-8'],
  '/customers.json': [`${folder}customers.json`, 'application/json'],
  '/crm/orders/': [`${folder}crm/orders/index.html`, 'text/html; charset=utf-8'],
  '/crm/crm.css': [`${folder}crm/crm.css`, 'text/css; charset=utf-8'],
  '/crm/crm.js': [`${folder}crm/crm.js`, 'text/javascript; charset=utf-8'],
  '/chat/': [`${folder}chat/index.html`, 'text/html; charset=utf-8'],
  '/chat/chat.css': [`${folder}chat/chat.css`, 'text/css; charset=utf-8'],
  '/chat/chat.js': [`${folder}chat/chat.js`, 'text/javascript; charset=utf-8'],
  '/phone/': [`${folder}simulated/phone.html`, 'text/html; charset=utf-8'],
  '/messenger/': [`${folder}simulated/messenger.html`, 'text/html; charset=utf-8'],
  '/salesforce/': [`${folder}simulated/salesforce.html`, 'text/html; charset=utf-8'],
  '/simulated/simulated.css': [`${folder}simulated/simulated.css`, 'text/css; charset=utf-8'],
  '/simulated/thread.js': [`${folder}simulated/thread.js`, 'text/javascript; charset=utf-8'],
  '/simulated/salesforce.js': [`${folder}simulated/salesforce.js`, 'text/javascript; charset=utf-8'],
  '/simulated/lines.js': [`${folder}simulated/lines.js`, 'text/javascript; charset=utf-8'],
  '/live-takeover.js': [fileURLToPath(import.meta.resolve('@live-takeover/elements/live-takeover.js')), 'text/javascript; charset=utf-8'],
  '/webchat.js': [fileURLToPath(new URL('../dist/webchat-es5.js', import.meta.resolve('botframework-webchat'))), 'text/javascript; charset=utf-8'],
};

/** Pages that have nothing to show without simulators behind them. */
const simulated: ReadonlySet<string> = new Set(['/phone/', '/messenger/', '/salesforce/']);

const strictPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types live-takeover',
].join('; ');

/** The hash of nothing: one of Web Chat's style elements starts empty, without the nonce, and is filled by script. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** Web Chat writes style elements, shows images of its own, and reads and shrinks the pictures to be sent from where the browser keeps them, so its page allows those. */
function chatPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}' ${emptyStyle}`,
    "connect-src 'self' blob:",
    "img-src 'self' data: blob:",
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The demo's pages: the portal under a strict content security policy, the chat with a style nonce. */
export async function servePage(request: Request, hasAllChannels = false): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  if (['/crm', '/chat', '/crm/orders', '/crm/customer'].includes(pathname))
    return new Response(null, { status: 308, headers: { location: `${pathname}/${new URL(request.url).search}` } });
  const found = files[pathname];
  if (found === undefined || (!hasAllChannels && simulated.has(pathname))) return undefined;
  const [file, contentType] = found;
  const headers: Record<string, string> = {
    'content-type': contentType,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
  };
  const nonce = randomBytes(16).toString('base64');
  headers['content-security-policy'] = pathname === '/chat/' ? chatPolicy(nonce) : strictPolicy;
  if (!file.endsWith('.html')) return new Response(await readFile(file), { headers });
  const { searchParams } = new URL(request.url);
  // Who is signed in goes from page to page in the address, as a portal's session would.
  const role = searchParams.get('role') === 'supervisor' ? '&amp;role=supervisor' : '';
  const agent = encodeURIComponent(searchParams.get('agent') ?? 'ana') + role;
  const customer = encodeURIComponent(searchParams.get('customer') ?? '');
  const all = hasAllChannels ? '' : 'hidden';
  const html = (await readFile(file, 'utf8')).replaceAll('{all-channels}', all).replaceAll('{nonce}', nonce).replaceAll('{agent}', agent).replaceAll('{customer}', customer);
  return new Response(html, { headers });
}
