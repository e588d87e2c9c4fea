/** Bounds how much runs at once under each of several names. */
export interface Slots {
  /** Resolves, in order of asking, once every name has room; the answer gives the room back. */
  take(names: readonly string[]): Promise<() => void>
}

interface Waiter {
  names: readonly string[]
  start(): void
}

/** `bounds`: the bound of a name. A waiter whose names are full does not hold up others. */
export function slots(bound: (name: string) => number): Slots {
  const used = new Map<string, number>()
  const waiting: Waiter[] = []
  const fits = (names: readonly string[]) => names.every((name) => (used.get(name) ?? 0) < bound(name))
  const enter = (names: readonly string[]) => names.forEach((name) => used.set(name, (used.get(name) ?? 0) + 1))
  const leave = (names: readonly string[]) => {
    for (const name of names) {
      const left = (used.get(name) ?? 1) - 1
      if (left === 0) used.delete(name)
      else used.set(name, left)
    }
    for (let i = 0; i < waiting.length;) {
      const waiter = waiting[i]
      if (!waiter || !fits(waiter.names)) {
        i += 1
        continue
      }
      waiting.splice(i, 1)
      enter(waiter.names)
      waiter.start()
    }
  }
  return {
    take(names) {
      const release = () => {
        let given = false
        return () => {
          if (!given) leave(names)
          given = true
        }
      }
      if (fits(names)) {
        enter(names)
        return Promise.resolve(release())
      }
      return new Promise((resolve) => waiting.push({ names, start: () => resolve(release()) }))
    },
  }
}
