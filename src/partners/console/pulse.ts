import { one, sql, type Step } from '../../store/port/operation.ts'

/** Another number whenever an endpoint `p` changed, or something happened to its newest events. */
const ENDPOINT_MARK = sql`coalesce(sum(p.next_seq + coalesce(p.failing_since, 0) + coalesce(p.disabled_at, 0)
  + (select coalesce(sum(n.attempts), 0) + coalesce(max(n.ended_at), 0) from (
    select e.attempts, e.ended_at from endpoint_event e where e.endpoint = p.id order by e.seq desc limit 20) n)), 0)`

/** What tells a watcher of an account that something changed. */
export interface AccountPulse {
  /** Grows with every visible change of an instance. */
  revision: number
  /** Messages in the account's support chat so far. */
  support: number
  /** Transactions in its ledger. */
  ledger: number
  /** Its newest audit entry: tokens, endpoints, people and limits. */
  change: string
  /** Another number whenever something happened to the newest events of its endpoints. */
  events: number
}

/** The pulse of an account, from indexes alone. */
export function* accountPulse({ account }: { account: string }): Step<AccountPulse> {
  const row = yield* one<AccountPulse>(sql`
    select coalesce((select max(revision) from instance where account = ${account}), 0) as revision,
      coalesce((select last_seq from support_chat where account = ${account}), 0) as support,
      coalesce((select seq from billing_account where account = ${account}), 0) as ledger,
      coalesce((select max(id) from audit where account = ${account}), '') as change,
      (select cast(${ENDPOINT_MARK} as bigint) from partner_endpoint p
        where p.account = ${account} and p.instance is null and p.deleted_at is null) as events`)
  return row ?? { revision: 0, support: 0, ledger: 0, change: '', events: 0 }
}

/** What tells an operator that something of the installation changed. */
export interface InstallationPulse {
  /** Grows with every message of a support chat and with every reading of one. */
  support: number
  /** The newest audit entry: accounts, people, tokens, payments. */
  change: string
  /** Another number whenever long work comes on. */
  jobs: number
}

/** The pulse of the installation. */
export function* installationPulse(): Step<InstallationPulse> {
  const row = yield* one<InstallationPulse>(sql`
    select (select cast(coalesce(sum(last_seq), 0) as bigint) from support_chat)
        + (select cast(coalesce(sum(read_seq), 0) as bigint) from support_reader) as support,
      coalesce((select max(id) from audit), '') as change,
      (select cast(coalesce(sum(done + total + beat_at + coalesce(ended_at, 0)), 0) as bigint) from operator_job) as jobs`)
  return row ?? { support: 0, change: '', jobs: 0 }
}

/** What tells a watcher of an instance that something changed. */
export interface InstancePulse {
  state: string
  state_reason: string
  state_since: number
  revision: number
  queued: number
  undelivered: number
  attempts: number
  history: number
  journal: number
  link: number
  /** 0 while the queue sends. */
  paused: number
  parked: number
  endpoints: number
  /** Last change of a status among the newest messages, milliseconds since 1970. */
  ticked: number
  delivered: number
}

/** The pulse of an account's instance; undefined when the account has no such living one. */
export function* instancePulse(input: { account: string; instance: number }): Step<InstancePulse | undefined> {
  const { account, instance } = input
  return yield* one<InstancePulse>(sql`
    select i.state, i.state_reason, i.state_since, i.revision,
      (select count(*) from outgoing where instance = ${instance} and state in ('accepted', 'handed')) as queued,
      (select count(*) from notification where instance = ${instance}) as undelivered,
      coalesce((select sum(attempts) from notification where instance = ${instance}), 0) as attempts,
      coalesce((select value from counter where instance = ${instance} and name = 'history'), 0) as history,
      coalesce((select value from counter where instance = ${instance} and name = 'journal'), 0) as journal,
      coalesce((select revision from link where instance = ${instance}), 0) as link,
      coalesce((select paused from outgoing_pace where instance = ${instance}), 0) as paused,
      (select count(*) from outgoing where instance = ${instance} and state = 'parked') as parked,
      (select cast(${ENDPOINT_MARK} as bigint) from partner_endpoint p
        where p.instance = ${instance} and p.deleted_at is null) as endpoints,
      coalesce((select max(status_at) from (
        select status_at from journal where instance = ${instance} order by at desc, seq desc limit 100) newest), 0) as ticked,
      coalesce((select max(created_at) from delivery where instance = ${instance}), 0) as delivered
    from instance i where i.id = ${instance} and i.account = ${account} and i.deleted_at is null`)
}
