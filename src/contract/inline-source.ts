import { createHash } from 'node:crypto'

/** The source of a content security policy that lets this inline script or style through, and no other. */
export function inlineSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
