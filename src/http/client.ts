import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import type { Client } from '../contract/method.ts'

/** Hops, or addresses and ranges, whose `X-Forwarded-*` headers count; false: nobody's. */
export type TrustedProxies = false | number | readonly string[]

/** Tells who sent a request, as far as it can be believed. */
export type ClientReader = (request: IncomingMessage) => Client

/**
 * Reads the client from the connection and, where the peer is a trusted proxy, from `X-Forwarded-For` (walked from the
 * right until an address that is not trusted: what stands left of it anybody may have written) and
 * `X-Forwarded-Proto`. Without trusted proxies no header counts.
 */
export function clientReader(proxies: TrustedProxies): ClientReader {
  if (proxies === false) return (request) => ({ address: peerOf(request), secure: false })
  const trusted = trustOf(proxies)
  return (request) => {
    const peer = peerOf(request)
    const chain = listOf(request, 'x-forwarded-for').toReversed()
    let address = peer
    for (let hop = 0; trusted(address, hop) && hop < chain.length; hop++) {
      const further = plain(chain[hop] ?? '')
      // whoever is behind a word that is no address is unknown: the last known one stands for them
      if (isIP(further) === 0) break
      address = further
    }
    const secure = trusted(peer, 0) && listOf(request, 'x-forwarded-proto').at(-1)?.toLowerCase() === 'https'
    return { address, secure }
  }
}

function trustOf(proxies: number | readonly string[]): (address: string, hop: number) => boolean {
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies
  const list = new BlockList()
  for (const range of proxies) {
    const [host = '', bits] = range.split('/')
    const family = isIP(host) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(host, family)
    else list.addSubnet(host, Number(bits), family)
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** A list header, split; repeated headers are one list. */
function listOf(request: IncomingMessage, name: string): string[] {
  const header = request.headers[name]
  const text = Array.isArray(header) ? header.join(',') : (header ?? '')
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

const peerOf = (request: IncomingMessage): string => plain(request.socket.remoteAddress ?? '')

/** Without port, brackets and the IPv6 form of an IPv4 address. */
function plain(text: string): string {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  return bare.replace(/^::ffff:(?=\d+\.)/i, '')
}
