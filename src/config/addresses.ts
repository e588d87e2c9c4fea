import type { Config } from './config.ts'

/** The public addresses, without trailing slash. */
export interface PublicAddresses {
  apiUrl: string
  mediaUrl: string
  /** Base of hosted pages. */
  pageUrl: string
  /** `ws://` or `wss://` twin of `apiUrl`. */
  socketUrl: string
}

/** Every public address of the installation. `port`: the one that was bound; it counts only without PUBLIC_URL. */
export function addressesOf({ http }: Pick<Config, 'http'>, port: number): PublicAddresses {
  const host = http.host.includes(':') ? `[${http.host}]` : http.host
  const apiUrl = http.publicUrl ?? `http://${host}:${port}`
  return { apiUrl, mediaUrl: http.mediaUrl ?? apiUrl, pageUrl: apiUrl, socketUrl: apiUrl.replace(/^http/, 'ws') }
}
