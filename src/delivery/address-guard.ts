import { BlockList, isIP } from 'node:net'

/** Ranges that no public service lives in: private, loopback, link-local, shared, documentation, multicast, reserved. */
const INSIDE_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
const INSIDE_V6 = [
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

/** Whether an outbound connection may go to an address (a literal, never a name). */
export type AddressGuard = (address: string) => boolean

/**
 * Refuses addresses that are not public, unless a range of `allow` (CIDR) holds them. Throws when `allow` is no list
 * of ranges. IPv4 written as IPv6 is judged as IPv4.
 */
export function addressGuard(allow: readonly string[]): AddressGuard {
  const inside = blockListOf([...INSIDE_V4, ...INSIDE_V6])
  const allowed = blockListOf(allow)
  return (written) => {
    const address = unmapped(written)
    const family = isIP(address)
    if (family === 0) return false
    const type = family === 4 ? 'ipv4' : 'ipv6'
    return allowed.check(address, type) || !inside.check(address, type)
  }
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [net = '', bits] = range.split('/')
    const family = isIP(net)
    if (family === 0) throw new Error(`not an address range: ${range}`)
    list.addSubnet(net, Number(bits ?? (family === 4 ? 32 : 128)), family === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}

/** The IPv4 address inside `::ffff:a.b.c.d` (in either spelling), else the address without its zone. */
function unmapped(address: string): string {
  const plain = address.replace(/%.*$/, '').toLowerCase()
  const dotted = /^(?:0{0,4}:){1,5}:?ffff:(?:0:)?([0-9.]+)$/.exec(plain)?.[1]
  if (dotted !== undefined && isIP(dotted) === 4) return dotted
  const hex = /^(?:0{0,4}:){1,5}:?ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain)
  if (!hex) return plain
  const [high, low] = [Number.parseInt(hex[1] ?? '', 16), Number.parseInt(hex[2] ?? '', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
