import { mintId } from '../../base/ids.ts'
import { readRawMessage } from '../journals/raw-message.ts'
import { typeMessageOf, type RecordedContent } from '../notifications/message-data.ts'
import { finalDraft } from './final-draft.ts'
import { verdictOf } from './problem.ts'
import type { Outcome } from './settle.ts'
import { keepBuilt, type BuiltRow, type Due } from './take.ts'
import type { SendingWorld } from './world.ts'

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
export async function prepare(instance: number, rows: readonly Due[], world: SendingWorld): Promise<Ready> {
  const ready: Ready = { messages: [], outcomes: [], troubled: false }
  const fresh: BuiltRow[] = []
  for (const due of rows) {
    if (due.built) {
      ready.messages.push({ due, built: due.built })
      continue
    }
    try {
      const row = await build(instance, due, world)
      fresh.push(row)
      ready.messages.push({ due, built: row.built })
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

async function build(instance: number, due: Due, world: SendingWorld): Promise<BuiltRow> {
  const draft = await finalDraft(instance, due.draft, world)
  const { content, forward } = draft
  const kept = forward ? await world.store.read(readRawMessage, { instance, ...forward }) : undefined
  const original = kept ? { original: kept.raw } : {}
  const question = { ask: 'build' as const, idMessage: due.idMessage, to: due.to, content, ...original }
  const { built } = await world.engine.ask(instance, question, BUILD_MS)
  const row: BuiltRow = { seq: due.seq, acceptedAt: due.acceptedAt, to: due.to, built }
  if (draft === due.draft) return row
  const { expiresAt, ...final } = draft
  const recorded: RecordedContent = expiresAt === undefined ? content : { ...content, expiresAt }
  row.final = {
    draft: JSON.stringify(final),
    content: JSON.stringify(recorded),
    typeMessage: typeMessageOf(content),
  }
  return row
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
