/** Catches the files that a page offers for download. */
export interface TakenFiles {
  readonly count: number;
  /** The names under which they were offered. */
  readonly names: readonly string[];
  /** The text of the next one not yet read, byte order mark included. */
  next(): Promise<string>;
  end(): void;
}

/** From now on nothing is downloaded, until {@link TakenFiles.end}. */
export function takeFiles(): TakenFiles {
  const make = URL.createObjectURL;
  const click = HTMLAnchorElement.prototype.click;
  const blobs: Blob[] = [];
  const names: string[] = [];
  let read = 0;
  URL.createObjectURL = (blob: Blob) => {
    blobs.push(blob);
    return make(blob);
  };
  HTMLAnchorElement.prototype.click = function clicked(this: HTMLAnchorElement) {
    names.push(this.download);
  };
  return {
    names,
    get count() {
      return blobs.length;
    },
    async next() {
      while (blobs[read] === undefined) await new Promise(requestAnimationFrame);
      const buffer = await blobs[read++]!.arrayBuffer();
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(buffer);
    },
    end() {
      URL.createObjectURL = make;
      HTMLAnchorElement.prototype.click = click;
    },
  };
}
