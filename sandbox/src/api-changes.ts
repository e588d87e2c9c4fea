/** What tells that phones changed; whoever listens reads them anew. */
export interface NetworkChanges {
  /** Grows with every change of a phone, also over restarts. */
  readonly revision: number
  /** Calls `listener` soon after phones changed. Returns the way to stop. */
  listen(listener: (change: NetworkChange) => void): () => void
}

/** Phones, by number, that changed since the last time: their state, devices or messages. */
export interface NetworkChange {
  revision: number
  phones: string[]
}
