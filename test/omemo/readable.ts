/** Values of a session with their bytes in hexadecimal digits. `toEqual` alone finds any two ArrayBuffers equal. */

/** The same with text for bytes, so that they are compared, wherever they are. */
export function readable(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, readable(inside)]));
}
