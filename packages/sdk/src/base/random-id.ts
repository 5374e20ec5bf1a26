/** An unguessable id: 128 bits, 32 hexadecimal digits. Also where `crypto.randomUUID` is missing: pages without https. */
export function randomId(): string {
  let id = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) id += byte.toString(16).padStart(2, '0');
  return id;
}
