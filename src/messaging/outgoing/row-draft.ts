import { typeMessageOf, type RecordedContent } from '../notifications/message-data.ts'
import { finalDraft, type FinalDraft } from './final-draft.ts'
import { TryAgain } from './problem.ts'
import { keepFinal, type Due, type Final } from './take.ts'
import type { SendingWorld } from './world.ts'

/** What the senders of a process share. */
export interface SendersWorld extends SendingWorld {
  /** Files on their way to be final, by row. */
  underway: Map<string, Promise<RowDraft>>
}

interface RowDraft {
  draft: FinalDraft
  /** The row has it. */
  kept: boolean
}

/**
 * The final draft of a row. One that was long in the making (a file fetched, a video encoded) is kept in the row at
 * once: a try that fails afterwards, or the next process, begins there. A session that opens anew meanwhile joins what
 * the one before it has begun.
 */
export function rowDraft(instance: number, due: Due, world: SendersWorld): Promise<RowDraft> {
  if (due.draft.content.kind !== 'file') return make(instance, due, world)
  const key = `${instance} ${due.seq}`
  const begun = world.underway.get(key)
  if (begun) return begun
  const made = make(instance, due, world).finally(() => world.underway.delete(key))
  world.underway.set(key, made)
  return made
}

async function make(instance: number, due: Due, world: SendingWorld): Promise<RowDraft> {
  const draft = await finalDraft(instance, due.draft, world)
  if (draft === due.draft) return { draft, kept: true }
  if (draft.content.kind !== 'file' || draft.content === due.draft.content) return { draft, kept: false }
  const { seq, acceptedAt } = due
  const was = JSON.stringify(due.draft)
  if (await world.store.write(keepFinal, { instance, seq, acceptedAt, was, final: finalOf(draft) }))
    return { draft, kept: true }
  throw new TryAgain('the row has changed')
}

/** A final draft as rows have it. */
export function finalOf({ expiresAt, ...draft }: FinalDraft): Final {
  const { content } = draft
  const recorded: RecordedContent = expiresAt === undefined ? content : { ...content, expiresAt }
  return {
    draft: JSON.stringify(draft),
    content: JSON.stringify(recorded),
    typeMessage: typeMessageOf(content),
  }
}
