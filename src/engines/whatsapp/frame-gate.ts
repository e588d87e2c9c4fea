/** The library's websocket. */
export interface RawSocket {
  /** `written`: the frame needs nothing more. */
  send(data: Uint8Array, written?: (error?: Error) => void): void
  terminate(): void
}

export interface FrameGate {
  /** Resolves when every frame handed over so far has left or never will. */
  drained(): Promise<void>
}

/**
 * Frames leave in their order, each when everything is durable that was set before it was made: no receipt before its
 * message, no stanza before its ratchet step, whatever the library does meanwhile. So received messages are opened one
 * after another without waiting for the disk, and share its commits. `settled` tells what is not durable yet; when that
 * fails, nothing leaves any more. The library takes a frame for written when the gate has it.
 */
export function gateFrames(raw: RawSocket, settled: () => Promise<void> | undefined): FrameGate {
  const send = raw.send.bind(raw)
  let last: Promise<void> | undefined
  raw.send = (data, written) => {
    const before = last
    const durable = settled()
    if (!before && !durable) return send(data, written)
    const turn = leave()
    async function leave() {
      await Promise.all([before, durable])
      send(data)
      // after a failure `last` stays, and holds back what comes later
      if (last === turn) last = undefined
    }
    turn.catch(() => undefined)
    last = turn
    written?.()
  }
  return {
    async drained() {
      await last?.catch(() => undefined)
    },
  }
}
