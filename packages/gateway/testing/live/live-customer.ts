/** A customer in a Direct Line conversation, over HTTP. */
export interface LiveCustomer {
  readonly conversationId: string;
  /** The Direct Line conversation, and the token for it. */
  readonly thread: string;
  readonly token: string;
  /** Resolves once it is stored. @throws when it was refused */
  say(text: string): Promise<void>;
  type(): Promise<void>;
  /** Posts a body as it is. @param token - instead of the customer's own */
  post(body: string, token?: string): Promise<Response>;
}

/**
 * Opens a conversation as an integrator's server and a page would.
 *
 * @param conversationOf - finds the newest conversation of a Direct Line thread
 * @throws when a call was refused
 */
export async function openLiveCustomer(
  url: string,
  secret: string,
  conversationOf: (thread: string) => Promise<string | undefined>,
): Promise<LiveCustomer> {
  const call = (path: string, bearer: string, body: string): Promise<Response> =>
    fetch(`${url}/v3/directline${path}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` }, body });
  const { token } = (await accepted(call('/tokens/generate', secret, '{}'))) as { readonly token: string };
  const { conversationId: thread } = (await accepted(call('/conversations', token, '{}'))) as { readonly conversationId: string };
  const conversationId = await conversationOf(thread);
  if (conversationId === undefined) throw new Error('The gateway started no conversation.');
  const post = (body: string, bearer = token): Promise<Response> => call(`/conversations/${thread}/activities`, bearer, body);
  const act = async (activity: object): Promise<void> => void (await accepted(post(JSON.stringify({ from: { id: 'customer' }, ...activity }))));
  return {
    conversationId,
    thread,
    token,
    say: (text) => act({ type: 'message', text }),
    type: () => act({ type: 'typing' }),
    post,
  };
}

async function accepted(answer: Promise<Response>): Promise<unknown> {
  const response = await answer;
  if (!response.ok) throw new Error(`Direct Line answered ${String(response.status)}: ${await response.text()}`);
  return response.json();
}
