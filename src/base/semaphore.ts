/** Lets `size` holders in at a time, the others in order of arrival. */
export interface Semaphore {
  /** Resolves with the way to let go (harmless when called twice); rejects when `signal` aborts while waiting. */
  enter(signal: AbortSignal): Promise<() => void>
}

export function semaphore(size: number): Semaphore {
  let inside = 0
  const waiting = new Set<() => void>()
  const leave = () => {
    inside--
    const [next] = waiting
    next?.()
  }
  const admit = () => {
    inside++
    let held = true
    return () => {
      if (held) leave()
      held = false
    }
  }
  return {
    enter(signal) {
      if (signal.aborted) return Promise.reject(new Error('gave up before entering'))
      if (inside < size) return Promise.resolve(admit())
      return new Promise((resolve, reject) => {
        const go = () => {
          waiting.delete(go)
          signal.removeEventListener('abort', giveUp)
          resolve(admit())
        }
        const giveUp = () => {
          waiting.delete(go)
          reject(new Error('gave up while waiting'))
        }
        waiting.add(go)
        signal.addEventListener('abort', giveUp, { once: true })
      })
    },
  }
}
