import { decodeBinaryNode, encodeBinaryNode, proto, type BinaryNode } from 'baileys'
import type { WebSocket } from 'ws'
import type { Device, Link, Registration } from '../state/model.ts'
import { agree, generateKeyPair } from './curve.ts'
import type { NoiseIdentity } from './certificates.ts'
import type { FaultHit, FaultInjector } from './faults.ts'
import { frame, FrameReader, PROLOGUE } from './frames.ts'
import { NoiseResponder, type TransportCipher } from './noise.ts'

export interface ConnectionHandlers {
  /** The handshake is done; `payload` is what the client says of itself. */
  opened(link: Link, payload: proto.ClientPayload): void
  stanza(link: Link, node: BinaryNode): void | Promise<void>
  closed(link: Link): void
  /** A broken rule of the wire; the connection is closed. */
  violation(link: Link, rule: string, text: string): void
  /** A stanza that a fault answers instead of the network. */
  refuse(link: Link, node: BinaryNode, code: string): void
}

/** How long a reordered stanza waits for the next one that it lets go first. */
const REORDER_PATIENCE_MS = 1000
/** The way back: what a client sends out of order comes so much later. */
const REORDER_DELAY_MS = 100
const HOUR_MS = 3_600_000

/** One websocket of a client: frames, Noise, binary stanzas, faults. Stanzas are handled strictly one after another. */
export class Connection implements Link {
  clientKey: Buffer = Buffer.alloc(0)
  registration: Registration | undefined
  device: Device | undefined
  available = false
  readonly retried = new Set<string>()
  readonly #socket: WebSocket
  readonly #identity: NoiseIdentity
  readonly #handlers: ConnectionHandlers
  readonly #faults: FaultInjector
  readonly #reader = new FrameReader()
  #incoming: Promise<void> = Promise.resolve()
  #outgoing: Promise<void> | undefined
  #held: BinaryNode | undefined
  #noise: { responder: NoiseResponder; ephemeral: Buffer } | undefined
  #fromClient: TransportCipher | undefined
  #toClient: TransportCipher | undefined
  #closing = false

  constructor(socket: WebSocket, identity: NoiseIdentity, faults: FaultInjector, handlers: ConnectionHandlers) {
    this.#socket = socket
    this.#identity = identity
    this.#faults = faults
    this.#handlers = handlers
    socket.on('message', (data: Buffer, binary: boolean) => this.#receive(data, binary))
    // What a client wrote before it died still counts.
    socket.on('close', () => void this.#incoming.then(() => handlers.closed(this)))
    socket.on('error', () => socket.terminate())
  }

  get number(): string | undefined {
    return this.device?.account.number
  }

  send(node: BinaryNode): void {
    if (this.#closing) return
    const hit = this.#faults.strike({ direction: 'toClient', tag: node.tag, number: this.number })
    if (this.#outgoing || hit?.action.kind === 'delay') return this.#sendLater(node, hit)
    this.#sendNow(node, hit)
  }

  close(): void {
    if (this.#closing) return
    this.#closing = true
    const last = this.#outgoing ?? Promise.resolve()
    void last.then(() => this.#socket.close())
  }

  kill(): void {
    this.#closing = true
    this.#socket.terminate()
  }

  // A delayed stanza holds back those behind it, as a slow network does.
  #sendLater(node: BinaryNode, hit: FaultHit | undefined): void {
    const wait = hit?.action.kind === 'delay' ? hit.action.ms : 0
    const sent: Promise<void> = (this.#outgoing ?? Promise.resolve())
      .then(() => pause(wait))
      .then(() => this.#sendNow(node, wait ? undefined : hit))
      .then(() => {
        if (this.#outgoing === sent) this.#outgoing = undefined
      })
    this.#outgoing = sent
  }

  #sendNow(node: BinaryNode, hit: FaultHit | undefined): void {
    if (!hit) return this.#write(node)
    switch (hit.action.kind) {
      case 'drop':
        return
      case 'kill':
        return this.kill()
      case 'duplicate':
        this.#write(node)
        return this.#write(node)
      case 'corrupt':
        return this.#write(node, true)
      case 'streamError':
        return this.#failStream(hit.action.code)
      case 'reorder':
        return this.#hold(node)
      case 'delay':
      case 'ackError':
        return this.#write(node)
    }
  }

  #hold(node: BinaryNode): void {
    if (this.#held) return this.#write(node)
    this.#held = node
    setTimeout(() => this.#release(), REORDER_PATIENCE_MS).unref()
  }

  #release(): void {
    const held = this.#held
    this.#held = undefined
    if (held) this.#write(held)
  }

  #failStream(code: string): void {
    this.#write({ tag: 'stream:error', attrs: { code } })
    this.close()
  }

  #write(node: BinaryNode, corrupt = false): void {
    if (!this.#toClient || this.#socket.readyState !== this.#socket.OPEN) return
    const body = this.#toClient.encrypt(encodeBinaryNode(node))
    if (corrupt) body.writeUInt8(body.readUInt8(0) ^ 1, 0)
    this.#socket.send(frame(body))
    if (this.#held && this.#held !== node) this.#release()
  }

  #receive(data: Buffer, binary: boolean): void {
    if (this.#closing) return
    let frames: Buffer[]
    try {
      if (!binary) throw new Error('a text message came')
      frames = this.#reader.push(data)
    } catch (error) {
      return this.#offend('intro', `The client did not introduce itself properly: ${textOf(error)}.`)
    }
    for (const body of frames) this.#incoming = this.#incoming.then(() => this.#onFrame(body))
  }

  async #onFrame(body: Buffer): Promise<void> {
    if (this.#closing) return
    try {
      if (this.#fromClient) await this.#onTransport(this.#fromClient, body)
      else if (this.#noise) this.#onClientFinish(body)
      else this.#onClientHello(body)
    } catch (error) {
      this.#offend('handler', `A stanza could not be handled: ${textOf(error)}.`)
    }
  }

  #onClientHello(body: Buffer): void {
    let ephemeral: Uint8Array | null | undefined
    try {
      ephemeral = proto.HandshakeMessage.decode(body).clientHello?.ephemeral
    } catch {
      ephemeral = undefined
    }
    if (ephemeral?.length !== 32) return this.#offend('noise-hello', 'The client hello has no ephemeral key.')
    const responder = new NoiseResponder(PROLOGUE, ephemeral)
    const own = generateKeyPair()
    responder.mixHash(own.public)
    let staticKey: Buffer
    let payload: Buffer
    try {
      responder.mixKey(agree(own.private, ephemeral))
      staticKey = responder.encrypt(this.#identity.static.public)
      responder.mixKey(agree(this.#identity.static.private, ephemeral))
      payload = responder.encrypt(this.#identity.chain)
    } catch {
      return this.#offend('noise-hello', 'The ephemeral key of the client is no usable point.')
    }
    this.#noise = { responder, ephemeral: own.private }
    const hello = { serverHello: { ephemeral: own.public, static: staticKey, payload } }
    this.#socket.send(frame(proto.HandshakeMessage.encode(hello).finish()))
  }

  #onClientFinish(body: Buffer): void {
    const noise = this.#noise
    if (!noise) return
    let payload: proto.ClientPayload
    try {
      const finish = proto.HandshakeMessage.decode(body).clientFinish
      this.clientKey = noise.responder.decrypt(finish?.static ?? Buffer.alloc(0))
      noise.responder.mixKey(agree(noise.ephemeral, this.clientKey))
      payload = proto.ClientPayload.decode(noise.responder.decrypt(finish?.payload ?? Buffer.alloc(0)))
    } catch {
      return this.#offend('noise-finish', 'The client finish does not decrypt: wrong key, tag or transcript.')
    }
    const { fromClient, toClient } = noise.responder.split()
    this.#fromClient = fromClient
    this.#toClient = toClient
    this.#handlers.opened(this, payload)
  }

  async #onTransport(cipher: TransportCipher, body: Buffer): Promise<void> {
    let plain: Buffer
    try {
      plain = cipher.decrypt(body)
    } catch {
      return this.#offend('noise-frame', 'A frame does not decrypt: its tag or its counter is wrong.')
    }
    let node: BinaryNode
    try {
      node = await decodeBinaryNode(plain)
    } catch {
      return this.#offend('stanza', 'A frame holds no readable stanza.')
    }
    await this.#dispatch(node)
  }

  async #dispatch(node: BinaryNode): Promise<void> {
    const hit = this.#faults.strike({ direction: 'fromClient', tag: node.tag, number: this.number })
    if (!hit) return this.#handlers.stanza(this, node)
    switch (hit.action.kind) {
      case 'drop':
        return
      case 'kill':
      case 'corrupt':
        return this.kill()
      case 'streamError':
        return this.#failStream(hit.action.code)
      case 'ackError':
        return this.#handlers.refuse(this, node, hit.action.code)
      case 'delay':
        await pause(hit.action.ms)
        return this.#handlers.stanza(this, node)
      case 'duplicate':
        await this.#handlers.stanza(this, node)
        return this.#handlers.stanza(this, node)
      case 'reorder':
        setTimeout(() => void this.#handlers.stanza(this, node), REORDER_DELAY_MS).unref()
    }
  }

  #offend(rule: string, text: string): void {
    this.#handlers.violation(this, rule, text)
    this.close()
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function pause(ms: number): Promise<void> {
  if (!ms) return Promise.resolve()
  return new Promise((resolve) => setTimeout(resolve, Math.min(ms, HOUR_MS)))
}
