import { BlockList, isIP } from 'node:net'

/** Whether a client's address lies in a JSON list of addresses and CIDR ranges; an empty list holds every address. */
export function mayComeFrom(address: string, ranges: string): boolean {
  if (ranges === '[]') return true
  const family = isIP(address)
  if (family === 0) return false
  const list = new BlockList()
  for (const range of JSON.parse(ranges) as string[]) addRange(list, range)
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

function addRange(list: BlockList, range: string): void {
  const [host = '', bits] = range.split('/')
  const family = isIP(host) === 6 ? 'ipv6' : 'ipv4'
  if (bits === undefined) list.addAddress(host, family)
  else list.addSubnet(host, Number(bits), family)
}

/** Whether a text is an address or a CIDR range. */
export function isRange(text: string): boolean {
  const [host = '', bits, ...more] = text.split('/')
  if (isIP(host) === 0 || more.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(host) === 6 ? 128 : 32)
}
