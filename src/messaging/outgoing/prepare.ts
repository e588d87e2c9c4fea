import type { Address } from '../../base/content.ts'
import { mintId } from '../../base/ids.ts'
import { readRawMessage } from '../journals/raw-message.ts'
import { finalOf, rowDraft, type SendersWorld } from './row-draft.ts'
import { verdictOf } from './problem.ts'
import type { Outcome } from './settle.ts'
import { keepBuilt, type BuiltRow, type Due } from './take.ts'

/** Building a message may upload its file. */
const BUILD_MS = 180_000
/** Tries of a message whose own fault it may be. */
const SUSPECT_TRIES = 3

/** A turn made ready: messages whose bytes are kept, in order, and outcomes of those that never will be. */
export interface Ready {
  messages: { due: Due; built: Uint8Array }[]
  outcomes: Outcome[]
  /** Something has to be tried again; nothing behind it may leave. */
  troubled: boolean
}

/** Builds what has not been built and keeps the bytes, before any of the turn is sent. */
export async function prepare(instance: number, rows: readonly Due[], world: SendersWorld): Promise<Ready> {
  const ready: Ready = { messages: [], outcomes: [], troubled: false }
  const fresh: BuiltRow[] = []
  for (const due of rows) {
    if (due.held !== null) {
      const { seq, acceptedAt, held } = due
      ready.outcomes.push({ seq, acceptedAt, at: world.clock.now(), end: 'held', reason: held })
      continue
    }
    if (due.built) {
      ready.messages.push({ due, built: due.built })
      continue
    }
    try {
      const row = await build(instance, due, world)
      fresh.push(row)
      ready.messages.push({ due: { ...due, to: row.to }, built: row.built })
    } catch (error) {
      const outcome = outcomeOf(due, error, world.clock.now())
      ready.outcomes.push(outcome)
      ready.troubled = outcome.end === 'again'
      if (ready.troubled) break
    }
  }
  if (fresh.length > 0) {
    const kept = new Set(await world.store.write(keepBuilt, { instance, rows: fresh }))
    const lost = ready.messages.findIndex(({ due }) => !due.built && !kept.has(due.seq))
    if (lost !== -1) {
      // taken anew, so that what stands behind it does not overtake it
      ready.messages.length = lost
      ready.troubled = true
    }
  }
  return ready
}

async function build(instance: number, due: Due, world: SendersWorld): Promise<BuiltRow> {
  const { draft, kept: inRow } = await rowDraft(instance, due, world)
  const { content, forward } = draft
  const kept = forward ? await world.store.read(readRawMessage, { instance, ...forward }) : undefined
  const original = kept ? { original: kept.raw } : {}
  const timer = due.expiration > 0 ? { expiration: due.expiration } : {}
  const question = { ask: 'build' as const, idMessage: due.idMessage, to: due.to, content, ...original, ...timer }
  const { built, to = due.to } = await world.engine.ask(instance, question, BUILD_MS)
  const row: BuiltRow = {
    seq: due.seq,
    acceptedAt: due.acceptedAt,
    to,
    built,
    ...viewersOf(due, to, world.clock.now()),
  }
  if (!inRow) row.final = finalOf(draft)
  return row
}

function viewersOf({ idMessage, draft }: Due, to: Address, at: number): Pick<BuiltRow, 'viewers'> {
  if (to.kind !== 'status' || draft.content.kind === 'other') return {}
  const { viewers: people = [] } = to
  return { viewers: { idMessage, people, freshIds: people.map(() => mintId(at)), at } }
}

/** What a failed build or send means for the row. */
export function outcomeOf(due: Due, error: unknown, at: number): Outcome {
  const row = { seq: due.seq, acceptedAt: due.acceptedAt, at }
  const verdict = verdictOf(error)
  if (verdict.meaning === 'retry') return { ...row, end: 'again', reason: verdict.text, counts: false }
  if (verdict.meaning === 'fail') {
    return { ...row, end: 'failed', status: verdict.status, description: verdict.description, eventId: mintId(at) }
  }
  if (due.attempts + 1 < SUSPECT_TRIES) return { ...row, end: 'again', reason: verdict.text, counts: true }
  return { ...row, end: 'parked', description: verdict.text, eventId: mintId(at) }
}
