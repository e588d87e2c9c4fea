import { Type, type Static } from 'typebox'
import { PARTNER_EVENTS } from '../../contract/partner-event.ts'
import type { Endpoint } from '../../delivery/endpoints/endpoint.ts'
import { Seconds, seconds, SecondsOrNull, secondsOrNull } from './shared-replies.ts'

export const EndpointId = Type.String({ minLength: 1, maxLength: 64 })

/** What an endpoint is told when it is made or changed. */
export const endpointFields = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  url: Type.String({ maxLength: 2048, description: 'http:// or https:// address that is posted to.' }),
  types: Type.Optional(
    Type.Array(Type.Enum([...PARTNER_EVENTS]), {
      maxItems: 50,
      description: 'Events it hears of; empty or absent: all.',
    }),
  ),
}

/** An endpoint as its account sees it: never its secret. */
export const EndpointView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  types: Type.Array(Type.String()),
  createdAt: Seconds,
  enabled: Type.Boolean(),
  disabledReason: Type.String({
    description: '`failing`: it took nothing for three days; `by hand`; "" while enabled.',
  }),
  failingSince: SecondsOrNull,
  formerSecretUntil: SecondsOrNull,
})

export const ENDPOINT_EXAMPLE: Static<typeof EndpointView> = {
  id: '01KAYW5A8X',
  name: 'Our backend',
  url: 'https://hooks.example.org/rookery',
  types: ['instance.linked', 'instance.lost'],
  createdAt: 1_769_000_000,
  enabled: true,
  disabledReason: '',
  failingSince: null,
  formerSecretUntil: null,
}

/** The secret of an endpoint, answered where it is made and nowhere else. */
export const EndpointSecret = Type.Object({
  id: Type.String(),
  secret: Type.String({ description: 'Standard Webhooks secret, shown once.' }),
})

export const ENDPOINT_SECRET_EXAMPLE: Static<typeof EndpointSecret> = {
  id: '01KAYW5A8X',
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
}

/** A row as it is answered. */
export function endpointView(row: Endpoint): Static<typeof EndpointView> {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    types: JSON.parse(row.types) as string[],
    createdAt: seconds(row.created_at),
    enabled: row.disabled_at === null,
    disabledReason: row.disabled_reason,
    failingSince: secondsOrNull(row.failing_since),
    formerSecretUntil: secondsOrNull(row.former_until),
  }
}
