import type { FileContent } from '../../base/content.ts'
import { fetchFile } from './fetch-file.ts'
import { linkCard } from './link-card.ts'
import type { Draft } from './draft.ts'
import { Unsendable } from './problem.ts'
import type { SendingWorld } from './world.ts'

/** A draft with everything fetched. */
export type FinalDraft = Draft & { expiresAt?: number }

/**
 * Fetches what a draft still lacks. The same object comes back when it lacks nothing. Rejects with `Unsendable` when
 * its file cannot be had; a card that cannot be made is left out.
 */
export async function finalDraft(instance: number, draft: Draft, world: SendingWorld): Promise<FinalDraft> {
  const { content } = draft
  if (draft.refused !== undefined) throw new Unsendable(draft.refused)
  if (content.kind === 'file' && draft.urlFile !== undefined)
    return await withFile(instance, draft, content, draft.urlFile, world)
  if (content.kind === 'file' && content.handle !== undefined) return await withAddress(draft, content.handle, world)
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
  return {
    ...rest,
    content: { ...content, handle: file.handle, size: file.size, mimeType: file.mimeType },
    downloadUrl: world.media.url(file),
    expiresAt: file.expiresAt,
  }
}

/** An uploaded file has its handle from the start; only its address is missing. */
async function withAddress(draft: Draft, handle: string, world: SendingWorld): Promise<FinalDraft> {
  const found = await world.media.open(handle)
  if (!found) return draft
  found.stream.destroy()
  return { ...draft, downloadUrl: world.media.url(found.file), expiresAt: found.file.expiresAt }
}
