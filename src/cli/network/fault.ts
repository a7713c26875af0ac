/** What went wrong, for a person: one line that says what, and one that says what to do about it. */

export interface CliFault {
  /** Without a full stop at the end. */
  readonly message: string;
  readonly advice: string;
}

export function faultText({ message, advice }: CliFault): string {
  return `omemo-calls: ${message}.\n  ${advice}\n`;
}
