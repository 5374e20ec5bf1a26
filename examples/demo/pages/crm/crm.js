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

const customers = [
  { name: 'Maya Lindqvist', plan: 'Unlimited', since: 2019, phone: '+46 8 555 0142', city: 'Stockholm' },
  { name: 'Jonas Weber', plan: 'Basic 5 GB', since: 2023, phone: '+49 30 555 0188', city: 'Berlin' },
  { name: 'Amina Haddad', plan: 'Family', since: 2021, phone: '+33 1 55 50 01 27', city: 'Lyon' },
  { name: 'Tomás Rivera', plan: 'Basic 5 GB', since: 2024, phone: '+34 91 555 0110', city: 'Madrid' },
  { name: 'Grace Okafor', plan: 'Unlimited', since: 2018, phone: '+44 20 5550 0163', city: 'Leeds' },
  { name: 'Yuki Tanaka', plan: 'Traveller', since: 2022, phone: '+81 3 5550 0195', city: 'Osaka' },
];

for (const place of document.querySelectorAll('[data-agent-name]'))
  place.textContent = agent.charAt(0).toUpperCase() + agent.slice(1);

const table = document.querySelector('live-takeover-table');
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

function showRecord(title, facts) {
  const heading = document.createElement('h2');
  heading.textContent = 'Record';
  const name = document.createElement('h3');
  name.textContent = title;
  const details = document.createElement('dl');
  details.append(...facts.map(([term, value]) => fact(term, value)));
  record.replaceChildren(heading, name, details);
}

function showCustomer(customer, button) {
  for (const other of list.querySelectorAll('button')) other.removeAttribute('aria-current');
  button.setAttribute('aria-current', 'true');
  showRecord(customer.name, [
    ['Plan', customer.plan],
    ['Customer since', String(customer.since)],
    ['Phone', customer.phone],
    ['City', customer.city],
  ]);
}

for (const customer of list ? customers : []) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  const plan = document.createElement('small');
  plan.textContent = customer.plan;
  button.append(customer.name, plan);
  button.addEventListener('click', () => showCustomer(customer, button));
  item.append(button);
  list.append(item);
}

table?.addEventListener('conversation-opened', ({ detail }) => showOpened(detail));
function showOpened({ conversationId, contactId, attributes }) {
  if (!record) return;
  showRecord(contactId ? `Web visitor ${contactId}` : 'Visitor', [
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
