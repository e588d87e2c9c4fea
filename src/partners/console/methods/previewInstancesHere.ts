import { Type } from 'typebox'
import { creditLimitReached } from '../../../billing/life.ts'
import { developerInstancesUsed } from '../../../billing/quotas/spend.ts'
import { DEVELOPER_TARIFF, PARTNER_TARIFF } from '../../../billing/tariffs/tariff.ts'
import { noNumberRange } from '../../../instances/lifecycle.ts'
import { capOf } from '../../new-instance.ts'
import { previewCreation } from '../../preview-creation.ts'
import { accountMethod } from '../console-method.ts'
import { createByApi, noRange, overLimit, refuseByApi } from '../create-here.ts'

/** A bound as the store names it → as createInstancesHere tells it. */
const REFUSALS = new Map([
  [noNumberRange.code, noRange],
  [creditLimitReached.code, overLimit],
  [developerInstancesUsed.code, developerInstancesUsed],
])

/** The dry run of createInstancesHere. */
export const previewInstancesHere = accountMethod({
  name: 'previewInstancesHere',
  verb: 'POST',
  role: 'member',
  group: 'console-instances',
  summary: 'What creating up to 1000 instances would do: how many fit, what they cost, what the month comes to',
  description:
    'Nothing is created. `perDay` in millionths of a minor unit of `currency`, everything else of money in minor units, ' +
    'net. A partner account gets `createByApi` with the call of createInstances to copy, unless the operator allows the console.',
  rate: { perSecond: 2, burst: 10 },
  errors: [createByApi],
  body: Type.Object({
    names: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 1000 }),
  }),
  reply: Type.Object({
    tariff: Type.String(),
    fits: Type.Integer({ description: 'The first so many of the names would be created.' }),
    refusal: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()], {
      description: 'Why the others would not.',
    }),
    places: Type.Union([Type.Object({ used: Type.Integer(), total: Type.Integer() }), Type.Null()], {
      description: 'Living instances and how many may live, by the nearest bound; null: there is none.',
    }),
    currency: Type.String(),
    perDay: Type.Integer({ description: 'Of one instance.' }),
    firstDay: Type.Enum(['creation', 'midnight']),
    charged: Type.Integer({ description: 'At once, for all that fit.' }),
    month: Type.String(),
    forecast: Type.Integer({ description: 'Of the whole month without them.' }),
    forecastThen: Type.Integer({ description: 'With them.' }),
  }),
  example: {
    body: { names: ['Shop 1', 'Shop 2'] },
    reply: {
      tariff: 'PARTNER_23',
      fits: 2,
      refusal: null,
      places: { used: 15, total: 100 },
      currency: 'EUR',
      perDay: 40_000_000,
      firstDay: 'creation',
      charged: 80,
      month: '2026-02',
      forecast: 11_340,
      forecastThen: 12_780,
    },
  },
  async run({ caller, body: { names } }, ports) {
    const { store, policy, clock } = ports
    const { account } = caller
    refuseByApi(caller, { method: 'createInstances', body: { instances: names.map((name) => ({ name })) } }, ports)
    const tariff = account.kind === 'partner' ? PARTNER_TARIFF : DEVELOPER_TARIFF
    const preview = await store.read(previewCreation, {
      account: account.id,
      tariff,
      instances: names.length,
      range: { cell: policy.cell, messenger: 'whatsapp', network: policy.network },
      at: clock.now(),
      ...capOf(ports),
    })
    const { fits, places, effect, refusal } = preview
    const { withinCredit: _, ...cost } = effect
    const refused = REFUSALS.get(refusal)
    return {
      tariff,
      fits,
      refusal: refused ? { code: refused.code, message: refused.sentence } : null,
      places,
      ...cost,
    }
  },
})
