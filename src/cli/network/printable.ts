/** Text of others on a terminal: it must not move the cursor, set the title, or turn the direction of what follows. */

/** The same text with controls, format characters and separators of lines written as escapes. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
