import { ConfigError } from './config-error.ts'

/** What the engine needs to join a sandbox network instead of the real one, as the sandbox prints it. */
export interface SandboxFacts {
  /** `ws://host:port/ws/chat` */
  socketUrl: string
  /** Noise trust root, base64 of 32 bytes. */
  rootKey: string
  /** `host:port` of the media host. */
  mediaHost: string
  /** PEM of the authority that signed the media host's certificate. */
  mediaCa: string
  /** Where its phones are driven by HTTP, and the key for it; the console's phones need it. */
  control?: { url: string; key: string }
}

/** Reads the facts from JSON; fields besides these are ignored. */
export function readSandboxFacts(json: string): SandboxFacts {
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch {
    throw new ConfigError('ROOKERY_SANDBOX_FACTS is neither JSON nor the path of a JSON file.')
  }
  const fields =
    typeof parsed === 'object' && parsed !== null ? new Map<string, unknown>(Object.entries(parsed)) : new Map()
  const text = (name: string): string => {
    const value: unknown = fields.get(name)
    if (typeof value === 'string' && value !== '') return value
    throw new ConfigError(`ROOKERY_SANDBOX_FACTS has no ${name}.`)
  }
  const rootKey = text('rootKey')
  if (Buffer.from(rootKey, 'base64').length !== 32)
    throw new ConfigError('ROOKERY_SANDBOX_FACTS has a rootKey that is not 32 bytes.')
  const facts = { socketUrl: text('socketUrl'), rootKey, mediaHost: text('mediaHost'), mediaCa: text('mediaCa') }
  if (!fields.has('controlUrl')) return facts
  return { ...facts, control: { url: text('controlUrl'), key: text('controlKey') } }
}
