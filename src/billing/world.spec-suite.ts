import type { Deed } from '../audit/audit.ts'
import { mintId } from '../base/ids.ts'
import { createInstance, deleteInstance } from '../instances/lifecycle.ts'
import { rows, worldOperations } from '../instances/world.spec-suite.ts'
import { run, sql, type OperationTable, type Step } from '../store/port/operation.ts'
import type { Store } from '../store/port/store.ts'
import type { Prices } from './tariffs/price-list.ts'
import { assignPriceList, publishPrices, putPriceList, type FirstDay } from './tariffs/price-list.ts'
import { PARTNER_TARIFF } from './tariffs/tariff.ts'

/** Rows of instances without a session: the life that billing sees. */
function* addRange(): Step<void> {
  yield* run(sql`insert into id_prefix (prefix, cell, messenger, network, next_number)
    values ('7103', 'a', 'whatsapp', 'sandbox', 1) on conflict (prefix) do nothing`)
}

/** Changes history as only somebody with the database in hand can: the guards of the tables are taken away first. */
function* sqlText(input: { text: string }): Step<number> {
  return yield* run({ text: input.text, values: [] })
}

export const moneyOperations: OperationTable = { ...worldOperations, addRange, sqlText }

export const at = (text: string): number => Date.parse(text)

/** What somebody does in a test. */
export const testDeed = (at = 1): Deed => ({ id: mintId(at), actor: 'test', at })

/** One store with accounts, price lists and instances as the ledger needs them. */
export class MoneyWorld {
  readonly store: Store
  private readonly seal: (instance: number) => Uint8Array
  private made = 0

  /** `seal`: makes tokens that methods can open; without it nothing reads them. */
  constructor(store: Store, seal: (instance: number) => Uint8Array = () => Buffer.from('sealed')) {
    this.store = store
    this.seal = seal
  }

  rows(text: string) {
    return rows(this.store, text)
  }

  change(text: string) {
    return this.store.write(sqlText, { text })
  }

  /** A partner that pays `prices` from 2020 on. */
  async partner(account: string, prices: Prices, firstDay: FirstDay = 'creation', currency = 'EUR'): Promise<string> {
    const { makeAccount } = worldOperations as { makeAccount: (input: { id: string }) => Step<void> }
    await this.store.write(makeAccount, { id: account })
    await this.store.write(putPriceList, { id: `list-${account}`, name: account, currency, at: 1 })
    const version = { list: `list-${account}`, validFrom: '2020-01-01', firstDay, prices, today: '2020-01-01' }
    await this.store.write(publishPrices, { ...version, deed: testDeed() })
    const assigned = { account, list: `list-${account}`, validFrom: '2020-01-01', today: '2019-12-31' }
    await this.store.write(assignPriceList, { ...assigned, deed: testDeed() })
    return account
  }

  /** A partner that pays `day` millionths of a minor unit for a day. */
  perDay(account: string, day: number, firstDay: FirstDay = 'creation'): Promise<string> {
    return this.partner(account, { [PARTNER_TARIFF]: { day } }, firstDay)
  }

  /** Makes an instance; its id. */
  async create(account: string, at: number, tariff = PARTNER_TARIFF): Promise<number> {
    await this.store.write(addRange, undefined)
    const id = 7_103_000_000 + (this.made += 1)
    await this.store.write(createInstance, {
      id,
      prefix: '7103',
      account,
      name: '',
      messenger: 'whatsapp',
      network: 'sandbox',
      tariff,
      tokenHash: `hash-${id}`,
      tokenSealed: this.seal(id),
      settings: '{}',
      at,
      expiresAt: at + 86_400_000,
      link: false,
    })
    return id
  }

  delete(account: string, id: number, at: number): Promise<boolean> {
    return this.store.write(deleteInstance, { id, account, at })
  }
}
