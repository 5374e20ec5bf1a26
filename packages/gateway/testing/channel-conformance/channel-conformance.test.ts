import { describe, test } from 'vitest';
import { channelConformance } from './channel-conformance.js';
import { messengerSubject } from './messenger-subject.js';
import { textServerSubject } from './text-server-subject.js';
import { twilioSubject } from './twilio-subject.js';

describe('texts by Twilio', () => channelConformance(twilioSubject, { test }));
describe('texts by a server of the integrator’s', () => channelConformance(textServerSubject, { test }));
describe('Messenger', () => channelConformance(messengerSubject, { test }));
