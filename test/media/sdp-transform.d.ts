/** The part of `sdp-transform` 3.0.0 that these tests use; the package has no types. */
declare module 'sdp-transform' {
  export interface ParsedSection {
    readonly [field: string]: unknown;
  }
  export interface ParsedSdp extends ParsedSection {
    readonly media: readonly ParsedSection[];
  }
  export function parse(text: string): ParsedSdp;
}
