/**
 * Nudges between parts and nodes. A nudge says "look at the rows"; losing one costs a polling interval, never data.
 * Topics are `kind/key` with kind one of the words below and key an idInstance or account id.
 */
export type Topic =
  'outgoing' | 'notification' | 'link' | 'state' | 'inbox' | 'settings' | 'lease' | 'event' | 'mail' | 'support'

export interface Bus {
  /** Fire and forget. */
  nudge(topic: Topic, key: number | string): void
  /** Calls `listener` on each nudge of the topic (key `*`: every key). Returns the way to stop. */
  on(topic: Topic, key: number | string, listener: (key: string) => void): () => void
  close(): Promise<void>
}
