/**
 * The host page's own script: who is signed in, its customer list and record.
 * Live Takeover needs none of it; it only shows what an integrator may add.
 */
const parameters = new URLSearchParams(location.search);
const agent = parameters.get('agent') || 'ana';
const direction = parameters.get('dir');
if (direction) document.documentElement.dir = direction;
if (parameters.get('lang')) document.documentElement.lang = parameters.get('lang');
if (parameters.get('theme')) document.documentElement.style.colorScheme = parameters.get('theme');

const signedIn = `agent=${encodeURIComponent(agent)}${parameters.get('role') === 'supervisor' ? '&role=supervisor' : ''}`;

for (const place of document.querySelectorAll('[data-agent-name]'))
  place.textContent = agent.charAt(0).toUpperCase() + agent.slice(1);

const table = document.querySelector('live-takeover-table');
const customers = await (await fetch('/customers.json')).json();
const conversation = parameters.get('conversation');
if (table && conversation) table.setAttribute('conversation-id', conversation);

const record = document.querySelector('[data-record]');
const list = document.querySelector('[data-customers]');
const fact = (term, value) => {
  const group = document.createElement('div');
  const name = document.createElement('dt');
  const text = document.createElement('dd');
  name.textContent = term;
  text.textContent = value;
  group.append(name, text);
  return group;
};

function showRecord(title, facts, customerId) {
  const heading = document.createElement('h2');
  heading.textContent = 'Record';
  const name = document.createElement('h3');
  name.textContent = title;
  const details = document.createElement('dl');
  details.append(...facts.map(([term, value]) => fact(term, value)));
  record.replaceChildren(heading, name, details);
  if (!customerId) return;
  const link = document.createElement('a');
  link.href = `/crm/customer/?${signedIn}&customer=${encodeURIComponent(customerId)}`;
  link.textContent = 'All conversations';
  record.append(link);
}

function markCurrent(customerId) {
  for (const button of list.querySelectorAll('button'))
    if (button.value === customerId) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
}

function showCustomer(customer) {
  markCurrent(customer.id);
  showRecord(customer.name, [
    ['Plan', customer.attributes.plan],
    ['Customer since', String(customer.attributes.customerSince)],
    ['Phone', customer.phone],
    ['City', customer.city],
  ], customer.id);
}

for (const customer of list ? customers : []) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  const plan = document.createElement('small');
  plan.textContent = customer.attributes.plan;
  button.value = customer.id;
  button.append(customer.name, plan);
  button.addEventListener('click', () => showCustomer(customer));
  item.append(button);
  list.append(item);
}

// The host's hook: whose conversation was opened, so that the portal can show what it knows of them.
table?.addEventListener('conversation-opened', ({ detail }) => showOpened(detail));
function showOpened({ conversationId, contactId, attributes }) {
  if (!record) return;
  const customer = customers.find(({ id }) => id === contactId);
  if (customer) return showCustomer(customer);
  markCurrent(undefined);
  showRecord(contactId ? `Visitor ${contactId}` : 'Visitor', [
    ['Conversation', conversationId],
    ...Object.entries(attributes ?? {}).map(([key, value]) => [key, String(value)]),
    ['Known customer', 'No record with this contact id'],
  ]);
}

const orders = document.querySelector('[data-orders]');
for (const [index, customer] of (orders ? customers : []).entries()) {
  const row = document.createElement('tr');
  const cells = [`A-${10482 + index * 7}`, customer.name, index % 2 ? 'eSIM' : 'Phone with contract', index % 3 ? 'On its way' : 'Delivered'];
  row.append(...cells.map((text) => Object.assign(document.createElement('td'), { textContent: text })));
  orders.append(row);
}
