import { writeAudit, type Deed } from '../../audit/audit.ts'
import { failure, Failure } from '../../base/errors.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'

/** The list of every account that has none of its own; before it is published it prices nothing. */
const STANDARD_LIST = 'standard'
const UNPUBLISHED: PriceList = { id: STANDARD_LIST, name: 'Standard', currency: 'USD' }

export const priceListUnknown = failure({
  code: 'priceListUnknown',
  status: 404,
  form: 'problem',
  sentence: 'There is no such price list.',
})

/** Prices of days that may have been charged stay what they were. */
export const priceDatePast = failure({
  code: 'priceDatePast',
  status: 409,
  form: 'problem',
  sentence: 'Prices begin on a later day than today; only the first version of a list may begin earlier.',
})

export const currencyFixed = failure({
  code: 'currencyFixed',
  status: 409,
  form: 'problem',
  sentence: 'The currency cannot change: the list has prices, or the account has postings in another one.',
})

/** Whether the day of creation is charged, or only each 00:00 lived through. */
export type FirstDay = 'creation' | 'midnight'

/** Prices of a tariff: `day` in millionths of a minor unit, `month` (paid in advance) in minor units. */
export type Prices = Readonly<Record<string, { readonly day?: number; readonly month?: number }>>

export interface PriceList {
  id: string
  name: string
  currency: string
}

/** What a list charges from a day on. */
export interface PriceVersion {
  list: string
  version: number
  valid_from: string
  first_day: FirstDay
  prices: Prices
}

type VersionRow = Omit<PriceVersion, 'prices'> & { prices: string }

/** The list an account pays by on a billing day. */
export function* listInForce(input: { account: string; day: string }): Step<PriceList> {
  const list = yield* one<PriceList>(sql`
    select id, name, currency from price_list where id = coalesce((
      select list from account_price_list where account = ${input.account} and valid_from <= ${input.day}
      order by valid_from desc limit 1), ${STANDARD_LIST})`)
  return list ?? UNPUBLISHED
}

/** What an account pays on a billing day; undefined while its list has no version that is valid then: nothing. */
export function* pricesOn(input: { account: string; day: string }): Step<PriceVersion | undefined> {
  const { account, day } = input
  const row = yield* one<VersionRow>(sql`
    select list, version, valid_from, first_day, prices from price_version
    where list = coalesce((
        select list from account_price_list where account = ${account} and valid_from <= ${day}
        order by valid_from desc limit 1), ${STANDARD_LIST})
      and valid_from <= ${day}
    order by valid_from desc, version desc limit 1`)
  return row && versionOf(row)
}

/** What an account pays by on a day, and every version of that list that is published for later. */
export function* accountPrices(input: { account: string; day: string }): Step<{
  list: PriceList
  inForce: PriceVersion | undefined
  ahead: PriceVersion[]
}> {
  const list = yield* listInForce(input)
  const versions = yield* priceVersions({ list: list.id })
  return {
    list,
    inForce: yield* pricesOn(input),
    ahead: versions.filter(({ valid_from }) => valid_from > input.day).reverse(),
  }
}

function versionOf(row: VersionRow): PriceVersion {
  return { ...row, prices: JSON.parse(row.prices) as Prices }
}

/** Makes a price list or renames it. Throws `currencyFixed` when it has prices in another currency. */
export function* putPriceList(input: PriceList & { at: number }): Step<void> {
  const { id, name, currency, at } = input
  const found = yield* one<PriceList>(sql`select id, name, currency from price_list where id = ${id}`)
  if (found && found.currency !== currency) {
    const priced = yield* one(sql`select version from price_version where list = ${id} limit 1`)
    if (priced) throw new Failure(currencyFixed)
  }
  yield* run(sql`
    insert into price_list (id, name, currency, at) values (${id}, ${name}, ${currency}, ${at})
    on conflict (id) do update set name = excluded.name, currency = excluded.currency`)
  // accounts that pay by the standard list, were never charged anything and so have no currency of their own yet
  yield* run(sql`
    update billing_account set currency = ${currency} where currency <> ${currency}
      and not exists (select 1 from ledger_posting p where p.account = billing_account.account)
      and coalesce((select list from account_price_list l where l.account = billing_account.account
        order by valid_from desc limit 1), ${STANDARD_LIST}) = ${id}`)
}

/** Publishes prices from a day on; the version's number. Throws `priceListUnknown` or `priceDatePast`. */
export function* publishPrices(input: {
  list: string
  validFrom: string
  firstDay: FirstDay
  prices: Prices
  today: string
  deed: Deed
}): Step<number> {
  const { list, validFrom, firstDay, prices, today, deed } = input
  // the list's row orders publications
  const locked = yield* run(sql`update price_list set name = name where id = ${list}`)
  if (locked === 0) throw new Failure(priceListUnknown)
  const last = yield* one<{ version: number | null }>(sql`
    select max(version) as version from price_version where list = ${list}`)
  const version = (last?.version ?? 0) + 1
  if (version > 1 && validFrom <= today) throw new Failure(priceDatePast)
  yield* run(sql`
    insert into price_version (list, version, valid_from, first_day, prices, at)
    values (${list}, ${version}, ${validFrom}, ${firstDay}, ${JSON.stringify(prices)}, ${deed.at})`)
  const detail = { version, validFrom, firstDay, prices }
  yield* writeAudit({ ...deed, account: null, action: 'pricesPublished', subject: `priceList/${list}`, detail })
  return version
}

/**
 * Lets an account pay by a list from a day on. Throws `priceListUnknown`, `priceDatePast` (only an account that was
 * never charged may begin today or earlier) or `currencyFixed`.
 */
export function* assignPriceList(input: {
  account: string
  list: string
  validFrom: string
  today: string
  deed: Deed
}): Step<void> {
  const { account, list, validFrom, today, deed } = input
  const wanted = yield* one<PriceList>(sql`select id, name, currency from price_list where id = ${list}`)
  if (!wanted) throw new Failure(priceListUnknown)
  const billed = yield* one<{ currency: string; seq: number }>(sql`
    update billing_account set seq = seq where account = ${account} returning currency, seq`)
  if (billed && billed.seq > 0 && validFrom <= today) throw new Failure(priceDatePast)
  if (billed && billed.currency !== wanted.currency) {
    const posted = yield* one(sql`select seq from ledger_posting where account = ${account} limit 1`)
    if (posted) throw new Failure(currencyFixed)
    yield* run(sql`update billing_account set currency = ${wanted.currency} where account = ${account}`)
  }
  yield* run(sql`
    insert into account_price_list (account, valid_from, list) values (${account}, ${validFrom}, ${list})
    on conflict (account, valid_from) do update set list = excluded.list`)
  const detail = { list, validFrom }
  yield* writeAudit({ ...deed, account, action: 'priceListAssigned', subject: `account/${account}`, detail })
}

/** Every version of a list, newest first. */
export function* priceVersions(input: { list: string }): Step<PriceVersion[]> {
  const rows = yield* all<VersionRow>(sql`
    select list, version, valid_from, first_day, prices from price_version where list = ${input.list}
    order by version desc`)
  return rows.map(versionOf)
}

/** A list with its versions, newest first, and how many accounts it is assigned to. */
export interface ListedPrices extends PriceList {
  accounts: number
  versions: PriceVersion[]
}

/** Every list. */
export function* priceLists(): Step<ListedPrices[]> {
  const found = yield* all<Omit<ListedPrices, 'versions'>>(sql`
    select l.id, l.name, l.currency, (
      select count(*) from account_price_list a where a.list = l.id and a.valid_from = (
        select max(valid_from) from account_price_list later where later.account = a.account)) as accounts
    from price_list l order by l.id`)
  const listed: ListedPrices[] = []
  for (const list of found) listed.push(Object.assign(list, { versions: yield* priceVersions({ list: list.id }) }))
  return listed
}
