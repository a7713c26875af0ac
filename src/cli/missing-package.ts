/** Turns Node's error about a package that is not installed into the line a user needs. */

/** One line that says what to install; undefined where the error is about something else. */
export function describeMissingPackage(error: unknown): string | undefined {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const name = /^Cannot find package '([^']+)'/.exec(error.message)?.[1];
  return name && `omemo-calls: this needs the package ${name}, which is not installed: npm install ${name}`;
}
