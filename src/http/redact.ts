const KEYS = /gac\.[0-9a-f]{8,}|\b[0-9a-f]{40,}\b/gi

/** `text` without API and partner tokens and without each of `secrets` (the request's own token and body texts). */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets) if (secret.length >= 6) clean = clean.replaceAll(secret, '***')
  return clean.replace(KEYS, '***')
}

/** An error and its causes for the log: complete stacks, no secrets. */
export function describeError(error: unknown, secrets: readonly string[]): string {
  const lines: string[] = []
  let at: unknown = error
  for (let depth = 0; at !== undefined && depth < 8; depth++) {
    lines.push(at instanceof Error ? (at.stack ?? `${at.name}: ${at.message}`) : `not an error: ${typeof at}`)
    at = at instanceof Error ? at.cause : undefined
  }
  return redact(lines.join('\ncaused by '), secrets)
}

/** Texts inside a request that must not reach the log, longest first so that parts of others do not stay. */
export function textsOf(value: unknown, found: string[] = []): string[] {
  if (found.length >= 200) return found
  if (typeof value === 'string') found.push(value)
  else if (typeof value === 'number') found.push(String(value))
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) textsOf(item, found)
  return found.sort((a, b) => b.length - a.length)
}
