/** The customer's page: an unmodified Web Chat, a fresh customer for each window, or the one that `?customer=maya` names. */
const nonce = document.querySelector('meta[name="style-nonce"]').content;
const parameters = new URLSearchParams(location.search);
const asked = new URLSearchParams();
if (parameters.get('bot')) asked.set('bot', parameters.get('bot'));
if (parameters.get('customer')) {
  // A portal's server would know its customer, and vouch for them with its secret.
  const customers = await (await fetch('/customers.json')).json();
  const { id, name, attributes } = customers.find((customer) => customer.id === parameters.get('customer')) ?? { id: parameters.get('customer') };
  for (const [field, value] of Object.entries({ user: id, name, attributes: attributes && JSON.stringify(attributes) })) if (value) asked.set(field, value);
}
const response = await fetch(`/demo/direct-line-token?${asked}`, { method: 'POST' });
if (!response.ok) throw new Error(`No token for the chat (HTTP ${response.status}). Is the gateway running with its demo?`);
const { token } = await response.json();
const { WebChat } = window;
WebChat.renderWebChat(
  {
    directLine: WebChat.createDirectLine({ token, domain: `${location.origin}/v3/directline`, webSocket: true }),
    locale: 'en-US',
    nonce,
    sendTypingIndicator: true,
    styleOptions: {
      accent: '#1f5fd0',
      bubbleBorderRadius: 14,
      bubbleFromUserBorderRadius: 14,
      bubbleFromUserBackground: '#1f5fd0',
      bubbleFromUserTextColor: '#ffffff',
      bubbleBackground: '#f1f4f8',
      primaryFont: 'system-ui, sans-serif',
    },
  },
  document.querySelector('#chat'),
);
document.documentElement.dataset.ready = 'true';
