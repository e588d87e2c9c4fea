import { Type, type Static } from 'typebox'
import { Failure } from '../../base/errors.ts'
import type { Ports } from '../../contract/ports.ts'
import { accountUnknown, accountFacts } from '../accounts.ts'
import { Seconds, seconds, secondsOrNull, SecondsOrNull } from './shared-replies.ts'

/** An account as its profile shows it. */
export const AccountView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  accountType: Type.Enum(['Standard', 'Partner']),
  status: Type.Enum(['active', 'suspended', 'closed']),
  statusReason: Type.String(),
  since: Seconds,
  partnerApiUrl: Type.String({ description: 'Base address of the partner methods.' }),
  mayCreateHere: Type.Boolean({ description: 'Whether instances may be created in the console.' }),
  instanceCap: Type.Union([Type.Integer(), Type.Null()], { description: 'Most instances that live at a time.' }),
  instances: Type.Object({
    living: Type.Integer(),
    byState: Type.Unsafe<Record<string, number>>({ type: 'object' }),
    notPartner: Type.Integer({
      description: 'Living ones on another plan: they keep it; delete and create anew by API.',
    }),
  }),
  partnership: Type.Union([
    Type.Object({
      requestedAt: Seconds,
      note: Type.String(),
      decision: Type.Enum(['open', 'enrolled', 'declined']),
      decidedAt: SecondsOrNull,
    }),
    Type.Null(),
  ]),
})

export const ACCOUNT_EXAMPLE: Static<typeof AccountView> = {
  id: '01KAYW5A8R',
  name: 'Example',
  accountType: 'Partner',
  status: 'active',
  statusReason: '',
  since: 1_769_000_000,
  partnerApiUrl: 'https://api.example.org',
  mayCreateHere: false,
  instanceCap: null,
  instances: { living: 3, byState: { authorized: 2, notAuthorized: 1 }, notPartner: 0 },
  partnership: { requestedAt: 1_769_000_000, note: '', decision: 'enrolled', decidedAt: 1_769_050_000 },
}

/** Rejects with `accountUnknown`. */
export async function accountView(id: string, { store, policy }: Ports): Promise<Static<typeof AccountView>> {
  const facts = await store.read(accountFacts, { id })
  if (!facts) throw new Failure(accountUnknown)
  const { account, states, notPartner, request } = facts
  return {
    id,
    name: account.name,
    accountType: account.kind === 'partner' ? 'Partner' : 'Standard',
    status: account.status,
    statusReason: account.status_reason,
    since: seconds(account.created_at),
    partnerApiUrl: policy.addresses.apiUrl,
    mayCreateHere: account.kind === 'standard' || account.console_creation === 1,
    instanceCap: account.instance_cap,
    instances: {
      living: states.reduce((sum, { living }) => sum + living, 0),
      byState: Object.fromEntries(states.map(({ state, living }) => [state, living])),
      notPartner,
    },
    partnership: request
      ? {
          requestedAt: seconds(request.requested_at),
          note: request.note,
          decision: request.decision,
          decidedAt: secondsOrNull(request.decided_at),
        }
      : null,
  }
}
