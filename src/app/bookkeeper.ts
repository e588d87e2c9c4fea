import { randomUUID } from 'node:crypto'
import { systemClock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { billingDayOf } from '../billing/billing-day.ts'
import { ledgerAccounts, verifyLedger, type Verified } from '../billing/ledger/verify.ts'
import { nightProgress, type NightProgress } from '../billing/nightly/charge.ts'
import { chargeMissedNights, type NightResult } from '../billing/nightly/run.ts'
import {
  assignPriceList,
  priceVersions,
  publishPrices,
  putPriceList,
  type FirstDay,
  type PriceVersion,
} from '../billing/tariffs/price-list.ts'
import { readPrices, type PriceTexts } from '../billing/tariffs/read-prices.ts'
import type { Config } from '../config/config.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { billingDesk, type BillingDesk } from './billing-desk.ts'
import { cliDeed } from './operators.ts'
import { openLog } from './log.ts'
import { openStore } from './open-store.ts'

/** The operator's work on money, bound to one installation. */
export interface Bookkeeper {
  /** Documents and payments. */
  readonly desk: BillingDesk
  /** Charges every missed night now. */
  chargeNights(onStep: (day: string, charged: number) => void): Promise<NightResult>
  /** How far tonight's charge has come. */
  progress(): Promise<NightProgress & { day: string }>
  /** Recomputes the ledgers of one account or of all. */
  verify(account?: string): AsyncIterable<Verified & { account: string }>
  /** Publishes prices of a list, which is made when it is new; the version. Rejects with the failures of `publishPrices`. */
  publish(request: {
    list: string
    name?: string
    currency: string
    validFrom: string
    firstDay: FirstDay
    prices: PriceTexts
  }): Promise<number>
  /** Lets an account pay by a list from a day on. Rejects with the failures of `assignPriceList`. */
  assign(request: { account: string; list: string; validFrom: string }): Promise<void>
  /** Every version of a list, newest first. */
  prices(list: string): Promise<PriceVersion[]>
}

/** Opens the configured installation for work on money, also beside a running gateway, and closes it again. */
export async function asBookkeeper<T>(config: Config, work: (bookkeeper: Bookkeeper) => Promise<T>): Promise<T> {
  const log = openLog('warn')
  const store = await openStore(config, log)
  try {
    return await work(bookkeeperOf(store, log, config.approvals))
  } finally {
    await store.close()
  }
}

/** Accounts charged side by side: the embedded database has one writer. */
export function nightWidth(store: MaintainedStore): number {
  return store.engine === 'postgres' ? 4 : 1
}

function bookkeeperOf(store: MaintainedStore, log: Log, approvals: Config['approvals']): Bookkeeper {
  const clock = systemClock
  const today = () => billingDayOf(clock.now())
  return {
    desk: billingDesk({ store, clock, approvals }, 'operator/cli'),
    chargeNights: (onStep) =>
      chargeMissedNights(
        { store, clock, log },
        {
          holder: randomUUID(),
          parallel: nightWidth(store),
          onStep: ({ day, charged }) => onStep(day, charged),
        },
      ),
    progress: async () => ({ day: today(), ...(await store.read(nightProgress, { day: today() })) }),
    verify: (account) => verifyAll(store, account),
    async publish({ list, name = list, currency, prices, ...version }) {
      const read = readPrices(prices, currency)
      const at = clock.now()
      await store.write(putPriceList, { id: list, name, currency, at })
      const published = { list, ...version, prices: read, today: today() }
      return await store.write(publishPrices, { ...published, deed: cliDeed({ clock }) })
    },
    assign: (request) => store.write(assignPriceList, { ...request, today: today(), deed: cliDeed({ clock }) }),
    prices: (list) => store.read(priceVersions, { list }),
  }
}

async function* verifyAll(store: MaintainedStore, only?: string): AsyncGenerator<Verified & { account: string }> {
  if (only !== undefined) {
    yield { account: only, ...(await verifyLedger(store, only)) }
    return
  }
  for (let after = ''; ;) {
    const page = await store.read(ledgerAccounts, { after, limit: 100 })
    for (const account of page) yield { account, ...(await verifyLedger(store, account)) }
    const last = page.at(-1)
    if (last === undefined) return
    after = last
  }
}
