import { Type } from 'typebox'
import { ClampedInteger } from '../../contract/schema.ts'
import { endpointOf, endpointUnknown } from '../../delivery/endpoints/endpoint.ts'
import { endpointLog } from '../../delivery/endpoints/queue.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { Attempt } from './attempt-schema.ts'
import { EndpointId, ENDPOINT_EXAMPLE, ownerOf } from './endpoint-fields.ts'

export const getWebhookEndpointLog = instanceMethod({
  name: 'getWebhookEndpointLog',
  verb: 'GET',
  group: 'deliveries',
  origin: 'ours',
  summary: 'What was sent to a further address and what waits, with every attempt',
  description: 'Newest first. The log is kept for seven days.',
  rate: { perSecond: 10 },
  errors: [endpointUnknown],
  query: Type.Object({
    endpointId: EndpointId,
    count: Type.Optional(ClampedInteger(1, 1000, { default: 100, description: 'How many.' })),
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'seq of an entry: older ones follow.' })),
  }),
  reply: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      eventId: Type.String(),
      typeWebhook: Type.String(),
      outcome: Type.Enum(['waiting', 'delivered', 'expired', 'dropped']),
      createdAt: Type.Integer({ description: 'Milliseconds since 1970.' }),
      endedAt: Type.Union([Type.Integer(), Type.Null()]),
      attempts: Type.Array(Attempt),
    }),
  ),
  example: {
    query: { endpointId: ENDPOINT_EXAMPLE.endpointId, count: 1 },
    reply: [
      {
        seq: 41,
        eventId: '01KAYW5A8Q4ZJ3M2N7C9V6B1XT',
        typeWebhook: 'incomingMessageReceived',
        outcome: 'waiting',
        createdAt: 1779105966120,
        endedAt: null,
        attempts: [
          {
            attempt: 1,
            url: 'https://crm.example/hook',
            timestamp: 1779105966130,
            tookMs: 12,
            status: 503,
            error: 'status 503',
          },
        ],
      },
    ],
  },
  async run({ caller, query: { endpointId: id, count = 100, before = Number.MAX_SAFE_INTEGER } }, { store }) {
    const { url } = await store.read(endpointOf, { id, ...ownerOf(caller) })
    const shown = url.replace(/[?#].*$/, '')
    const rows = await store.read(endpointLog, { endpoint: id, before, limit: count })
    return rows.map((row) => ({
      seq: row.seq,
      eventId: row.event_id,
      typeWebhook: row.type,
      outcome: row.outcome,
      createdAt: row.created_at,
      endedAt: row.ended_at,
      attempts: row.attempts.map(({ at, took_ms: tookMs, status, error }, index) => ({
        attempt: index + 1,
        url: shown,
        timestamp: at,
        tookMs,
        status,
        error,
      })),
    }))
  },
})
