import { EventEmitter } from 'node:events'
import type { Bus } from './port.ts'

/** The bus of a single process. */
export function inProcessBus(): Bus {
  const emitter = new EventEmitter().setMaxListeners(0)
  return {
    nudge(topic, key) {
      emitter.emit(`${topic}/${key}`, String(key))
      emitter.emit(`${topic}/*`, String(key))
    },
    on(topic, key, listener) {
      const name = `${topic}/${key}`
      emitter.on(name, listener)
      return () => emitter.off(name, listener)
    },
    close() {
      emitter.removeAllListeners()
      return Promise.resolve()
    },
  }
}
