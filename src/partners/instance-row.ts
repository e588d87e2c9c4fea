import { Type, type Static } from 'typebox'
import { paidUntil } from '../billing/billing-day.ts'
import { PARTNER_TARIFF, tariffKind } from '../billing/tariffs/tariff.ts'
import { widOf } from '../instances/instance.ts'
import type { ListedInstance } from './rows.ts'

/** What clients find for "never" (partner.md section 5). */
export const ZERO_DATE = '0001-01-01T00:00:00'

/** An instance as partners see it. */
export const InstanceRow = Type.Object({
  idInstance: Type.Integer(),
  name: Type.String(),
  typeInstance: Type.String(),
  messenger: Type.String({ description: 'The same as typeInstance.' }),
  typeAccount: Type.String({ description: 'Out of use, always "".' }),
  partnerUserUiid: Type.String({ description: 'Out of use, always "".' }),
  timeCreated: Type.String({ description: 'UTC, whole seconds, no zone mark.' }),
  timeDeleted: Type.String({ description: '`0001-01-01T00:00:00` while the instance lives.' }),
  apiTokenInstance: Type.String(),
  deleted: Type.Boolean(),
  tariff: Type.String(),
  isFree: Type.Boolean(),
  isPartner: Type.Boolean(),
  expirationDate: Type.String({ description: 'End of the paid time; it moves on by a day at each charge.' }),
  isExpired: Type.Boolean(),
  stateInstance: Type.String({ description: 'Ours: the state as getStateInstance answers it.' }),
  wid: Type.String({ description: 'Ours: the linked account, "" while none is.' }),
  externalId: Type.String({ description: 'Ours: your own id of it, "" when none.' }),
  metadata: Type.Unsafe<Record<string, unknown>>({ type: 'object', description: 'Ours: your own facts of it.' }),
  revision: Type.Integer({ description: 'Ours: grows with every change; updatedSince and cursor count in it.' }),
})

export const INSTANCE_ROW_EXAMPLE: Static<typeof InstanceRow> = {
  idInstance: 1101000007,
  name: 'Instance 1101000007',
  typeInstance: 'whatsapp',
  messenger: 'whatsapp',
  typeAccount: '',
  partnerUserUiid: '',
  timeCreated: '2026-02-11T08:15:30',
  timeDeleted: ZERO_DATE,
  apiTokenInstance: 'd75b3a66374942c5b3c019c698abc2067e151558acbd412345',
  deleted: false,
  tariff: PARTNER_TARIFF,
  isFree: false,
  isPartner: true,
  expirationDate: '2026-02-12T08:15:30',
  isExpired: false,
  stateInstance: 'authorized',
  wid: '15550104477@c.us',
  externalId: 'customer-7',
  metadata: { branch: 'north' },
  revision: 42,
}

/** The row of an instance with its token, "" where it is not shown; `now` in milliseconds since 1970. */
export function instanceRow(row: ListedInstance, apiTokenInstance: string, now: number): Static<typeof InstanceRow> {
  const kind = tariffKind(row.tariff)
  const partner = kind === 'partner'
  const expires = partner ? paidUntil(row, now) : row.expires_at
  return {
    idInstance: row.id,
    name: row.name,
    typeInstance: row.messenger,
    messenger: row.messenger,
    typeAccount: '',
    partnerUserUiid: '',
    timeCreated: dateText(row.created_at),
    timeDeleted: row.deleted_at === null ? ZERO_DATE : dateText(row.deleted_at),
    apiTokenInstance,
    deleted: row.deleted_at !== null,
    tariff: row.tariff,
    isFree: kind === 'developer',
    isPartner: partner,
    expirationDate: dateText(expires),
    isExpired: !partner && expires <= now,
    stateInstance: row.state,
    wid: widOf(row),
    externalId: row.external_id,
    metadata: JSON.parse(row.metadata) as Record<string, unknown>,
    revision: row.revision,
  }
}

function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 19)
}
