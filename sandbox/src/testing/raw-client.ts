import { Curve, encodeBinaryNode, makeNoiseHandler, NOISE_WA_HEADER, proto, type BinaryNode } from 'baileys'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { NetworkFacts } from '../api.ts'
import { silent } from '../phone/silent-logger.ts'

/** A client that says whatever a test wants it to say, right or wrong. */
export interface RawClient {
  send(node: BinaryNode): void
  /** Encrypts a stanza without sending it. */
  seal(node: BinaryNode): Uint8Array
  sendBytes(bytes: Uint8Array): void
  /** The next stanza that matches, also one that came before. */
  next(match: (node: BinaryNode) => boolean): Promise<BinaryNode>
  /** Resolves when a frame came that does not decrypt. */
  unreadable: Promise<void>
  /** Resolves when the network has closed the connection. */
  closed: Promise<void>
  close(): void
}

export interface RawOptions {
  noiseKey: { public: Uint8Array; private: Uint8Array }
  payload: proto.IClientPayload
  /** Changes the handshake's last message. */
  spoil?: (finish: proto.HandshakeMessage.IClientFinish) => void
}

/** Connects the websocket and nothing more. */
export async function rawSocket(facts: NetworkFacts): Promise<{ socket: WebSocket; closed: Promise<void> }> {
  const socket = new WebSocket(facts.socketUrl)
  const closed = once(socket, 'close').then(() => undefined)
  socket.on('error', () => undefined)
  await once(socket, 'open')
  return { socket, closed }
}

/** Connects and shakes hands. */
export async function rawConnect(facts: NetworkFacts, options: RawOptions): Promise<RawClient> {
  const { socket, closed } = await rawSocket(facts)
  const ephemeral = Curve.generateKeyPair()
  const noise = makeNoiseHandler({ keyPair: ephemeral, NOISE_HEADER: NOISE_WA_HEADER, logger: silent })
  const received: BinaryNode[] = []
  const waiting = new Set<() => void>()
  let failed: (() => void) | undefined
  const unreadable = new Promise<void>((resolve) => (failed = resolve))
  const hello = new Promise<Uint8Array>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const taken = noise.decodeFrame(data, (frame) => {
        if (frame instanceof Uint8Array) return resolve(frame)
        received.push(frame)
        for (const check of [...waiting]) check()
      })
      taken.catch(() => failed?.())
    })
  })
  const first = proto.HandshakeMessage.encode({ clientHello: { ephemeral: ephemeral.public } }).finish()
  socket.send(noise.encodeFrame(first))
  const answer = proto.HandshakeMessage.decode(await hello)
  const key = noise.processHandshake(answer, {
    public: Buffer.from(options.noiseKey.public),
    private: Buffer.from(options.noiseKey.private),
  })
  const payload = noise.encrypt(proto.ClientPayload.encode(options.payload).finish())
  const finish = { static: Buffer.from(key), payload: Buffer.from(payload) }
  options.spoil?.(finish)
  socket.send(noise.encodeFrame(proto.HandshakeMessage.encode({ clientFinish: finish }).finish()))
  await noise.finishInit()
  const seal = (node: BinaryNode): Uint8Array => noise.encodeFrame(encodeBinaryNode(node))
  return {
    seal,
    send: (node) => socket.send(seal(node)),
    sendBytes: (bytes) => socket.send(bytes),
    next: (match) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const index = received.findIndex(match)
          const [found] = index < 0 ? [] : received.splice(index, 1)
          if (!found) return
          clearTimeout(timer)
          waiting.delete(check)
          resolve(found)
        }
        const timer = setTimeout(() => {
          waiting.delete(check)
          reject(new Error(`No such stanza came; these did: ${received.map((node) => node.tag).join(', ')}`))
        }, 30_000)
        waiting.add(check)
        check()
      }),
    unreadable,
    closed,
    close: () => socket.close(),
  }
}
