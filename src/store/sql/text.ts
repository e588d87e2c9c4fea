import type { Value } from '../port/operation.ts'

const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g

/** Placeholders in a statement, those in strings, quoted names and comments aside. */
export function placeholders(text: string): number {
  let count = 0
  for (const [token] of text.matchAll(TOKENS)) if (token === '?') count += 1
  return count
}

/** The statement with `$1`, `$2` … in place of `?`. */
export function numbered(text: string): string {
  let count = 0
  return text.replace(TOKENS, (token) => (token === '?' ? `$${++count}` : token))
}

/**
 * A value both engines store alike. PostgreSQL refuses U+0000 in text (SQLite cuts such text in its functions), so it
 * becomes U+FFFD, as a lone surrogate does in UTF-8. JSON escapes it and is not touched.
 */
export function bindable(value: Value): Value {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
}
