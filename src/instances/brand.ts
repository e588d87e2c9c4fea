import { writeAudit, type Deed } from '../audit/audit.ts'
import { one, run, sql, type Step } from '../store/port/operation.ts'

/** Whose page a one-time link page is, as its visitor sees it. A row of `account_brand`. */
export interface Brand {
  name: string
  /** `#rrggbb`, or "" for the page's own. */
  accent: string
  background: string
  logo_type: 'image/png' | 'image/jpeg' | ''
  logo: Uint8Array | null
}

/** How the link pages of an account look; undefined: as the product's. */
export function* brandOf(input: { account: string }): Step<Brand | undefined> {
  return yield* one<Brand>(sql`
    select name, accent, background, logo_type, logo from account_brand where account = ${input.account}`)
}

/** Sets how the link pages of an account look. */
export function* setBrand(input: { account: string; brand: Brand; deed: Deed }): Step<void> {
  const { account, brand, deed } = input
  const { name, accent, background, logo_type, logo } = brand
  yield* run(sql`
    insert into account_brand (account, name, accent, background, logo_type, logo, changed_at)
    values (${account}, ${name}, ${accent}, ${background}, ${logo_type}, ${logo}, ${deed.at})
    on conflict (account) do update set name = excluded.name, accent = excluded.accent,
      background = excluded.background, logo_type = excluded.logo_type, logo = excluded.logo,
      changed_at = excluded.changed_at`)
  yield* writeAudit({ ...deed, account, action: 'brandChanged', subject: `account/${account}`, detail: { name } })
}
