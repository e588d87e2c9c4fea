import type net from 'node:net'

/** SOCKS5 (RFC 1928) with or without user and password (RFC 1929); names are resolved by the proxy. */
export async function socksConnect(
  socket: net.Socket,
  proxy: URL,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<net.Socket> {
  const timer = setTimeout(() => socket.destroy(new Error('the proxy did not answer')), timeoutMs)
  try {
    await dialogue(socket, proxy, host, port)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function dialogue(socket: net.Socket, proxy: URL, host: string, port: number): Promise<void> {
  const user = Buffer.from(decodeURIComponent(proxy.username))
  const password = Buffer.from(decodeURIComponent(proxy.password))
  socket.write(Buffer.from(user.length > 0 ? [5, 2, 0, 2] : [5, 1, 0]))
  const [, method] = await take(socket, 2)
  if (method === 2) {
    socket.write(Buffer.concat([Buffer.of(1, user.length), user, Buffer.of(password.length), password]))
    const [, verdict] = await take(socket, 2)
    if (verdict !== 0) throw new Error('the proxy refused user and password')
  } else if (method !== 0) throw new Error('the proxy asks for a sign-in that is not supported')
  const name = Buffer.from(host)
  socket.write(Buffer.concat([Buffer.of(5, 1, 0, 3, name.length), name, Buffer.of(port >> 8, port & 255)]))
  const [, reply, , kind] = await take(socket, 4)
  if (reply !== 0) throw new Error(`the proxy could not connect (${reply ?? 0})`)
  const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await take(socket, 1))[0] ?? 0)
  await take(socket, length + 2)
}

/** Exactly `length` bytes, leaving the rest in the socket. */
function take(socket: net.Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const bytes = socket.read(length) as Buffer | null
      if (bytes) finish(() => resolve(bytes))
    }
    const fail = (error?: Error) => finish(() => reject(error ?? new Error('the proxy closed the connection')))
    const closed = () => fail()
    const finish = (how: () => void) => {
      socket.off('readable', look).off('error', fail).off('end', closed).off('close', closed)
      how()
    }
    socket.on('readable', look).on('error', fail).on('end', closed).on('close', closed)
    look()
  })
}
