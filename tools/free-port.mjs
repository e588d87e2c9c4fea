import { createServer } from 'node:net'

function bound(port) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const { port: got } = server.address()
      server.close(() => resolve(got))
    })
  })
}

/**
 * The port to use: `wanted` (text of an environment variable) when it is given, else `usual`, else, when that is busy,
 * any free one that is not in `taken`. Rejects with a sentence when a port that was asked for is busy.
 */
export async function choosePort(name, wanted, usual, taken = []) {
  if (wanted !== undefined && wanted !== '') {
    if (!/^\d{1,5}$/.test(wanted) || Number(wanted) > 65_535)
      throw new Error(`${name} must be a port, not '${wanted}'.`)
    return await bound(Number(wanted)).catch((error) => {
      throw new Error(`${name}=${wanted} cannot be used: ${error.code ?? error.message}.`, { cause: error })
    })
  }
  if (!taken.includes(usual)) {
    const free = await bound(usual).catch(() => undefined)
    if (free !== undefined) return free
  }
  return await bound(0)
}
