import { failure, Failure } from '../base/errors.ts'
import { all, one, run, sql, type Step } from '../store/port/operation.ts'

/** Most views that a person keeps in an account. */
const MOST = 50

export const tooManyViews = failure({
  code: 'tooManyViews',
  status: 409,
  form: 'problem',
  sentence: 'Fifty views can be kept at most.',
})

export const viewUnknown = failure({
  code: 'viewUnknown',
  status: 404,
  form: 'problem',
  sentence: 'There is no view of this name.',
})

/** Whose views: each person has their own in each account. */
interface Keeper {
  account: string
  person: string
}

export interface SavedView {
  name: string
  /** The query of the list as its address has it. */
  view: string
}

/** The views that a person keeps in an account, by name. */
export function* savedViews({ account, person }: Keeper): Step<SavedView[]> {
  return yield* all<SavedView>(sql`
    select name, view from saved_view where account = ${account} and person = ${person} order by name`)
}

/** Keeps a view; one of the same name is replaced. Throws `tooManyViews`. */
export function* saveView({ account, person, name, view, at }: Keeper & SavedView & { at: number }): Step<void> {
  yield* run(sql`
    insert into saved_view (account, person, name, view, saved_at)
    values (${account}, ${person}, ${name}, ${view}, ${at})
    on conflict (account, person, name) do update set view = ${view}, saved_at = ${at}`)
  const kept = yield* one<{ views: number }>(sql`
    select count(*) as views from saved_view where account = ${account} and person = ${person}`)
  if ((kept?.views ?? 0) > MOST) throw new Failure(tooManyViews)
}

/** Throws `viewUnknown`. */
export function* removeView({ account, person, name }: Keeper & { name: string }): Step<void> {
  const gone = yield* run(sql`
    delete from saved_view where account = ${account} and person = ${person} and name = ${name}`)
  if (gone === 0) throw new Failure(viewUnknown)
}
