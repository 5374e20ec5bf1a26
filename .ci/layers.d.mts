export declare const mayImport: Readonly<Record<string, readonly string[]>>;
export declare const openers: Readonly<Record<string, readonly string[]>>;
export declare const touchesTheMachine: readonly string[];
