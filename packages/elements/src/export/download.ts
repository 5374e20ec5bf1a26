/**
 * Gives the agent a file that was made here. By an address of a blob, which a
 * strict content security policy allows as long as it is only downloaded.
 */
export function download(name: string, parts: readonly string[], type: string): void {
  const address = URL.createObjectURL(new Blob([...parts], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of the blob once the click is over; a task later even the slow ones have.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A name for a file: what it holds, and when it was made. */
export function fileName(name: string, ending: string, now: number): string {
  const at = new Date(now);
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${name}-${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}-${pad(at.getHours())}${pad(at.getMinutes())}.${ending}`;
}
