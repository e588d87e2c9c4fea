import { writeAudit, type Deed } from '../audit/audit.ts'
import { failure, Failure } from '../base/errors.ts'
import { all, list, one, run, sql, type Step } from '../store/port/operation.ts'

/** Most tags of one instance. */
const MOST = 20

export const tooManyTags = failure({
  code: 'tooManyTags',
  status: 409,
  form: 'problem',
  sentence: 'An instance can have 20 tags at most.',
})

/**
 * Adds tags to living instances of an account and takes others away, and says who did it, in one commit; how many it has
 * of those named. Throws `tooManyTags`.
 */
export function* tagInstances(input: {
  account: string
  ids: readonly number[]
  add: readonly string[]
  remove: readonly string[]
  deed: Deed
}): Step<number> {
  const { account, ids, add, remove, deed } = input
  const own = sql`select id from instance where account = ${account} and deleted_at is null and id in ${list(ids)}`
  if (remove.length > 0) yield* run(sql`delete from instance_tag where tag in ${list(remove)} and instance in (${own})`)
  for (const tag of add)
    yield* run(sql`
      insert into instance_tag (instance, tag)
      select i.id, ${tag} from instance i where i.id in (${own}) on conflict (instance, tag) do nothing`)
  const full = yield* one(sql`
    select instance from instance_tag where instance in (${own}) group by instance having count(*) > ${MOST}`)
  if (full) throw new Failure(tooManyTags)
  const known = yield* one<{ instances: number }>(sql`select count(*) as instances from (${own}) own`)
  const instances = known?.instances ?? 0
  if (instances === 0 || add.length + remove.length === 0) return instances
  const [only] = ids
  const subject = ids.length === 1 ? `instance/${only}` : `account/${account}`
  yield* writeAudit({ ...deed, account, action: 'instancesTagged', subject, detail: { instances, add, remove } })
  return instances
}

/** Tags of an account's living instances, each with how many have it. */
export function* tagsOf({ account }: { account: string }): Step<{ tag: string; instances: number }[]> {
  return yield* all<{ tag: string; instances: number }>(sql`
    select t.tag, count(*) as instances from instance i join instance_tag t on t.instance = i.id
    where i.account = ${account} and i.deleted_at is null group by t.tag order by t.tag`)
}
