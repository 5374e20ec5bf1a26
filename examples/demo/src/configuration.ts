/** What the demo's gateway is told: two desks, and everything an agent may choose from. */
export interface DemoPlaces {
  readonly port: number;
  readonly sqlite: string;
  readonly files: string;
  readonly botUrl: string;
  /** Whether there is a Salesforce, to which customers of one bot are given who ask for a human. */
  readonly hasSalesforce: boolean;
}

const preparedReplies = [
  { id: 'greeting', title: 'Greeting', text: 'Hello {customer}, this is {agent}. I have read what you wrote to {bot} and am looking into it.' },
  { id: 'one-moment', title: 'One moment', text: 'One moment, please. I am asking a colleague.' },
  { id: 'reference', title: 'Reference', text: 'Your reference is {reference}. Please name it if you write again.' },
  { id: 'goodbye', title: 'Goodbye', text: 'Thank you for writing to us. Have a good day!' },
];

/** As it would stand in `live-takeover.json`. */
export function demoConfiguration({ port, sqlite, files, botUrl, hasSalesforce }: DemoPlaces): object {
  const bot = { protocol: 'activity', url: botUrl, preparedReplies };
  return {
    listen: { port },
    drainMs: 0,
    store: { sqlite },
    attachments: { directory: files },
    agents: {
      capacity: 8,
      reasons: [
        { id: 'lunch', label: 'At lunch' },
        { id: 'training', label: 'In a training' },
        { id: 'paperwork', label: 'Finishing paperwork', receivesRequests: true },
      ],
    },
    bots: [
      { ...bot, id: 'help-desk', name: 'Help desk' },
      {
        ...bot,
        id: 'orders',
        name: 'Orders',
        agentRequests: hasSalesforce ? 'salesforce' : 'agents',
        wrapUp: {
          isRequired: true,
          reasons: [
            { id: 'solved', label: 'Solved' },
            { id: 'sent-on', label: 'Sent on to the warehouse' },
            { id: 'no-answer', label: 'Customer stopped answering' },
          ],
        },
        // Always open; a supervisor may change that in the settings panel.
        openingHours: null,
      },
    ],
  };
}
