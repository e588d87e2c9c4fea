import { writeAudit, type Deed } from '../../audit/audit.ts'
import { forgetContact } from '../../billing/invoices/party.ts'
import type { SupportFile } from '../support/chat.ts'
import { all, list, run, sql, type OperationTable, type Step } from '../../store/port/operation.ts'

/** Handles of the files that an account left: what its support chat holds, and exports of it that may still be fetched. */
export function* accountFiles({ account }: { account: string }): Step<string[]> {
  const said = yield* all<{ files: string }>(sql`select files from support_message where account = ${account}`)
  const exports = yield* all<{ file: string }>(sql`
    select file from operator_job where file <> '' and (subject = ${account}
      or (kind = 'exportInstance' and subject in (select cast(id as text) from instance where account = ${account})))`)
  const attached = said.flatMap(({ files }) => (JSON.parse(files) as SupportFile[]).map(({ handle }) => handle))
  return [...attached, ...exports.map(({ file }) => file)]
}

/**
 * Takes everything away that a closed account still says of people, its instances being erased and its files removed
 * before. Its ledger, payments, audit entries and invoices, with the name, address and tax number that they are made out
 * to, stay, as the law asks. People who are in no other account lose their names and
 * their ways in; their ids stay in the audit log.
 */
export function* eraseAccount({ account, deed }: { account: string; deed: Deed }): Step<void> {
  const alone = (yield* all<{ person: string }>(sql`
    select m.person from membership m join person p on p.id = m.person and p.operator = 0
    where m.account = ${account}
      and not exists (select 1 from membership o where o.person = m.person and o.account <> ${account})`)).map(
    ({ person }) => person,
  )
  yield* forgetPeople(alone)
  yield* run(sql`update console_session set account = null where account = ${account}`)
  yield* run(sql`delete from membership where account = ${account}`)
  yield* run(sql`delete from ticket where account = ${account}`)
  yield* run(sql`delete from saved_view where account = ${account}`)
  yield* run(sql`delete from account_brand where account = ${account}`)
  yield* run(sql`delete from support_message where account = ${account}`)
  yield* run(sql`delete from support_reader where account = ${account}`)
  yield* run(sql`delete from support_chat where account = ${account}`)
  yield* run(sql`delete from support_bridged where account = ${account}`)
  yield* run(sql`delete from support_reply where account = ${account}`)
  yield* run(sql`delete from idempotency where account = ${account}`)
  const own = sql`select id from partner_endpoint where account = ${account} and instance is null`
  yield* run(sql`delete from endpoint_attempt where endpoint in (${own})`)
  yield* run(sql`delete from endpoint_event where endpoint in (${own})`)
  yield* run(sql`delete from partner_endpoint where account = ${account} and instance is null`)
  yield* forgetContact({ account })
  yield* run(sql`update partnership set note = '' where account = ${account}`)
  yield* run(sql`update account set name = 'Erased', status_reason = '' where id = ${account}`)
  yield* writeAudit({ ...deed, account, action: 'accountErased', subject: `account/${account}` })
}

function* forgetPeople(people: readonly string[]): Step<void> {
  if (people.length === 0) return
  yield* run(sql`delete from console_session where person in ${list(people)}`)
  yield* run(sql`delete from ticket where person in ${list(people)}`)
  yield* run(sql`delete from saved_view where person in ${list(people)}`)
  yield* run(sql`
    update person set email = 'erased/' || id, name = 'Erased', password_hash = '', confirmed_at = null,
      totp_sealed = null, totp_on_at = null where id in ${list(people)}`)
}

export const eraseOperations = { accountFiles, eraseAccount } satisfies OperationTable
