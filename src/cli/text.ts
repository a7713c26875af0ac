/** Text for terminals. */

/** The widest line a command prints: one less than the narrowest usual terminal, which breaks a full line in two. */
export const LINE_COLUMNS = 79;

/** Lines of at most `columns` characters, broken at spaces. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
