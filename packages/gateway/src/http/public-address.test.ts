import { expect, test } from 'vitest';
import { isLoopbackAddress, isPublicAddress } from './public-address.js';

test.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.255.255', '100.128.0.0', '192.167.1.1', '223.255.255.255', '2606:4700::1111', '2a00:1450:4001:81b::200e'])(
  '%s is public',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each([
  ...['127.0.0.1', '127.255.255.255', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1', '100.127.255.255'],
  ...['192.0.0.170', '198.18.0.1', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', '3fff::1', 'fec0::1'],
  ...['fe80::1%eth0', '2606:4700::1111%eth0', '', 'localhost', '8.8.8', '8.8.8.8.8', '256.1.1.1', '0x7f.1', '1:2', '1::2::3', '1:2:3:4:5:6:7:8:9', 'gggg::1', ':::'],
])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));

test('this machine is known by its addresses', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '0:0:0:0:0:0:0:1'].every(isLoopbackAddress)).toBe(true);
  expect(['8.8.8.8', '::2', 'localhost', '::', '10.0.0.1'].some(isLoopbackAddress)).toBe(false);
});
