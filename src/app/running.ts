/** Things that were started, ended in the opposite order. */
export class Running {
  private readonly ends: (() => Promise<void>)[] = []

  add<T>(started: T, end: (started: T) => Promise<void>): T {
    this.ends.unshift(() => end(started))
    return started
  }

  async end(): Promise<void> {
    for (const end of this.ends.splice(0)) await end()
  }
}
