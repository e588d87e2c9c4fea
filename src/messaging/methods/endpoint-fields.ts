import { Type, type Static } from 'typebox'
import type { Deed } from '../../audit/audit.ts'
import { mintId } from '../../base/ids.ts'
import type { Endpoint, EndpointOwner } from '../../delivery/endpoints/endpoint.ts'
import type { InstanceCaller } from '../../instances/caller.ts'
import { NOTIFICATION_TYPES } from '../notifications/types.ts'

export const EndpointId = Type.String({ minLength: 1, maxLength: 64 })

/** What an endpoint is told when it is made or changed. */
export const endpointFields = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  url: Type.String({ maxLength: 2048, description: 'http:// or https:// address that is posted to.' }),
  types: Type.Optional(
    Type.Array(Type.Enum([...NOTIFICATION_TYPES]), {
      maxItems: 20,
      description: 'typeWebhook of the notifications it hears of; empty or absent: all.',
    }),
  ),
}

export const EndpointView = Type.Object({
  endpointId: Type.String(),
  name: Type.String(),
  url: Type.String(),
  types: Type.Array(Type.String()),
  createdAt: Type.Integer({ description: 'Milliseconds since 1970.' }),
  enabled: Type.Boolean(),
  disabledReason: Type.String({
    description: '`failing`: it took nothing for three days; `by hand`; "" while enabled.',
  }),
  failingSince: Type.Union([Type.Integer(), Type.Null()]),
  formerSecretUntil: Type.Union([Type.Integer(), Type.Null()]),
})

export const ENDPOINT_EXAMPLE: Static<typeof EndpointView> = {
  endpointId: '01KAYW5A8Q4ZJ3M2N7C9V6B1XT',
  name: 'CRM',
  url: 'https://crm.example/hook',
  types: ['incomingMessageReceived'],
  createdAt: 1779105966120,
  enabled: true,
  disabledReason: '',
  failingSince: null,
  formerSecretUntil: null,
}

export const EndpointSecret = Type.Object({
  endpointId: Type.String(),
  secret: Type.String({ description: 'Standard Webhooks secret, shown once.' }),
})

export const ENDPOINT_SECRET_EXAMPLE: Static<typeof EndpointSecret> = {
  endpointId: ENDPOINT_EXAMPLE.endpointId,
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
}

export function endpointView(row: Endpoint): Static<typeof EndpointView> {
  return {
    endpointId: row.id,
    name: row.name,
    url: row.url,
    types: JSON.parse(row.types) as string[],
    createdAt: row.created_at,
    enabled: row.disabled_at === null,
    disabledReason: row.disabled_reason,
    failingSince: row.failing_since,
    formerSecretUntil: row.former_until,
  }
}

export const ownerOf = (caller: InstanceCaller): Required<EndpointOwner> => ({
  account: caller.account,
  instance: caller.id,
})

/** The deed of whoever holds the instance's token. */
export const deedOf = (caller: InstanceCaller, at: number): Deed => ({
  id: mintId(at),
  actor: `instance/${caller.id}`,
  at,
})
