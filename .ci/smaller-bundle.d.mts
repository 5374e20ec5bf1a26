/** See smaller-bundle.mjs. */
export declare function withSmallerTemplates(code: string, parse: (code: string) => object): Promise<string>;
