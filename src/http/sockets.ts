import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { Failure } from '../base/errors.ts'
import { parseAddress } from './address.ts'
import { writeToSocket } from './answer.ts'
import type { ServedCall } from './call.ts'
import { notFound } from '../contract/kernel-failures.ts'
import { answerFailure } from './handle.ts'
import type { Kernel } from './kernel.ts'
import { admit, findRoute, readCall, type Passage } from './pipeline.ts'

/** A frame of a client that is ignored anyway; anything longer closes the socket. */
const CLIENT_FRAME_LIMIT = 64 * 1024

/**
 * Serves websocket methods on the same addresses and with the same checks; a refusal is the plain HTTP answer of the
 * handshake. Returns the way to end all sockets.
 */
export function serveSockets(kernel: Kernel, server: Server): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: CLIENT_FRAME_LIMIT, perMessageDeflate: false })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    void shake(kernel, sockets, request, socket, head)
  })
  return () => {
    for (const client of sockets.clients) client.close(1001)
    sockets.close()
  }
}

async function shake(
  kernel: Kernel,
  sockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const address = parseAddress(request.url ?? '', kernel.routes.isMethod)
  let passage: Passage | undefined
  try {
    if (address.kind !== 'method') throw new Failure(notFound)
    passage = findRoute(kernel, address, 'GET')
    if (!passage.route.method.watch) throw new Failure(notFound)
    const call = await admit(kernel, passage, request)
    await readCall(kernel, passage, call, request)
    passage.route.method.family.admitState?.(call.caller, passage.route.method.requires ?? 'any')
    const { method } = passage.route
    const frames = method.watch?.(call, kernel.ports)
    if (!frames) throw new Failure(notFound)
    sockets.handleUpgrade(request, socket, head, (client) => {
      kernel.meter.record(method.name, 101, 0)
      void stream(kernel, client, frames, call, method.name)
    })
  } catch (error) {
    const answer = answerFailure(kernel, error, address, passage, request)
    kernel.meter.record(passage?.route.method.name ?? address.kind, answer?.status ?? 499, 0)
    if (answer) writeToSocket(socket, answer)
    else socket.destroy()
  }
}

/** One text frame per value; the client's frames are ignored (the C++ sample echoes each one back). */
async function stream(
  kernel: Kernel,
  client: WebSocket,
  frames: AsyncIterable<unknown>,
  call: ServedCall,
  name: string,
): Promise<void> {
  const { signal } = call
  client.on('error', () => client.terminate())
  client.on('close', () => call.abort())
  client.on('message', () => undefined)
  try {
    for await (const frame of frames) {
      if (signal.aborted) break
      client.send(JSON.stringify(frame))
    }
    client.close(1000)
  } catch (error) {
    if (!signal.aborted)
      kernel.ports.log.error({ method: name, error: (error as Error).name }, 'a socket ended with an error')
    client.close(1011)
  } finally {
    call.abort()
  }
}
