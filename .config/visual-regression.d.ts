/** The package's own types are not found from modules, since its exports name the code first. */
declare module '@web/test-runner-visual-regression' {
  /** Compares an element's place on the page with the kept picture of that name. */
  export function visualDiff(element: Node, name: string): Promise<void>;
}
