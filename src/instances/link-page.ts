import { one, run, sql, type Step } from '../store/port/operation.ts'
import { instanceById, type Instance } from './instance.ts'

/** A one-time page on which somebody without any token links one instance. */
export interface LinkPage {
  token_hash: string
  instance: number
  return_url: string | null
  /** JSON: origins that may show the page in a frame. */
  frame_origins: string
  created_at: number
  expires_at: number
  used_at: number | null
}

/** Keeps a page; its token is known by hash only. */
export function* addLinkPage(page: Omit<LinkPage, 'used_at'>): Step<void> {
  yield* run(sql`
    insert into link_page (token_hash, instance, return_url, frame_origins, created_at, expires_at, used_at)
    values (${page.token_hash}, ${page.instance}, ${page.return_url}, ${page.frame_origins}, ${page.created_at},
      ${page.expires_at}, ${null})`)
}

/** A page and its instance by the hash of its token; undefined when unknown or its instance is deleted. */
export function* findLinkPage(input: { hash: string }): Step<{ page: LinkPage; instance: Instance } | undefined> {
  const page = yield* one<LinkPage>(sql`select * from link_page where token_hash = ${input.hash}`)
  const instance = page && (yield* instanceById(page.instance))
  return page && instance && instance.deleted_at === null ? { page, instance } : undefined
}

/** An instance was linked, in whatever way: its pages link nothing again. */
export function* useLinkPages(input: { instance: number; at: number }): Step<void> {
  yield* run(sql`update link_page set used_at = ${input.at} where instance = ${input.instance} and used_at is null`)
}

/** Deletes pages that ran out before `before`, at most `limit`; how many. */
export function* purgeLinkPages(input: { before: number; limit: number }): Step<number> {
  return yield* run(sql`
    delete from link_page where token_hash in (
      select token_hash from link_page where expires_at < ${input.before} limit ${input.limit})`)
}
