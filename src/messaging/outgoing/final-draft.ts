import type { FileContent } from '../../base/content.ts'
import type { StoredFile } from '../../media/port.ts'
import { fetchFile } from './fetch-file.ts'
import { linkCard } from './link-card.ts'
import type { Draft } from './draft.ts'
import { playableFile } from './playable-file.ts'
import { Unsendable } from './problem.ts'
import type { SendingWorld } from './world.ts'

/** A draft with everything fetched. */
export type FinalDraft = Draft & { expiresAt?: number }

/**
 * Fetches what a draft still lacks, and makes its file playable. The same object comes back when it lacks nothing.
 * Rejects with `Unsendable` when its file cannot be had, with `TryAgain` when the gateway is stopping; a card that
 * cannot be made is left out.
 */
export async function finalDraft(instance: number, draft: Draft, world: SendingWorld): Promise<FinalDraft> {
  const { content } = draft
  if (draft.refused !== undefined) throw new Unsendable(draft.refused)
  // only a final draft has the address of its file
  if (draft.downloadUrl !== undefined) return draft
  if (content.kind === 'file' && draft.urlFile !== undefined)
    return await withFile(instance, draft, content, draft.urlFile, world)
  if (content.kind === 'file' && content.handle !== undefined)
    return await withStored(instance, draft, content, content.handle, world)
  if (content.kind === 'text' && draft.card) {
    const preview = await linkCard(content.text, draft.card, world)
    const { card: _, ...rest } = draft
    return preview ? { ...rest, content: { ...content, preview } } : rest
  }
  return draft
}

async function withFile(
  instance: number,
  draft: Draft,
  content: FileContent,
  urlFile: string,
  world: SendingWorld,
): Promise<FinalDraft> {
  const file = await fetchFile(instance, urlFile, content, world)
  const { urlFile: _, ...rest } = draft
  const { handle, size, mimeType } = file
  const ready = await playableFile(instance, { content: { ...content, handle, size, mimeType }, file }, world)
  // nobody has the address of what was fetched
  if (ready.file !== file) await world.media.remove(handle)
  return { ...rest, content: ready.content, ...addressOf(ready.file, world) }
}

/** An uploaded file has its handle from the start. What is forwarded stays what it was. */
async function withStored(
  instance: number,
  draft: Draft,
  content: FileContent,
  handle: string,
  world: SendingWorld,
): Promise<FinalDraft> {
  const found = await world.media.open(handle)
  if (!found) return draft
  found.stream.destroy()
  const given = { content, file: found.file }
  const ready = draft.forward ? given : await playableFile(instance, given, world)
  return { ...draft, content: ready.content, ...addressOf(ready.file, world) }
}

const addressOf = (file: StoredFile, { media }: SendingWorld) => ({
  downloadUrl: media.url(file),
  expiresAt: file.expiresAt,
})
