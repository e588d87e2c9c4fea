import { Type } from 'typebox'
import { endpointOf, endpointUnknown } from '../../../delivery/endpoints/endpoint.ts'
import { endpointLog } from '../../../delivery/endpoints/queue.ts'
import { accountMethod } from '../console-method.ts'
import { EndpointId } from '../endpoint-view.ts'
import { Seconds, seconds, SecondsOrNull, secondsOrNull } from '../shared-replies.ts'

/** What was sent to an endpoint and what waits for it, with every attempt. */
export const getEndpointLog = accountMethod({
  name: 'getEndpointLog',
  verb: 'GET',
  role: 'member',
  group: 'console-webhooks',
  summary: 'The events of an endpoint, newest first, with every attempt',
  errors: [endpointUnknown],
  query: Type.Object({
    id: EndpointId,
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'seq of an event: older ones follow.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      eventId: Type.String(),
      type: Type.String(),
      body: Type.String({ description: 'The JSON that was posted.' }),
      outcome: Type.Enum(['waiting', 'delivered', 'expired', 'dropped']),
      createdAt: Seconds,
      endedAt: SecondsOrNull,
      attempts: Type.Array(
        Type.Object({
          at: Seconds,
          tookMs: Type.Integer(),
          status: Type.Union([Type.Integer(), Type.Null()]),
          error: Type.String(),
        }),
      ),
    }),
  ),
  example: { query: { id: '01KAYW5A8X' }, reply: [] },
  async run({ caller, query: { id, before = Number.MAX_SAFE_INTEGER, limit = 50 } }, { store }) {
    await store.read(endpointOf, { id, account: caller.account.id })
    const rows = await store.read(endpointLog, { endpoint: id, before, limit })
    return rows.map((row) => ({
      seq: row.seq,
      eventId: row.event_id,
      type: row.type,
      body: row.body,
      outcome: row.outcome,
      createdAt: seconds(row.created_at),
      endedAt: secondsOrNull(row.ended_at),
      attempts: row.attempts.map(({ at, took_ms: tookMs, status, error }) => ({
        at: seconds(at),
        tookMs,
        status,
        error,
      })),
    }))
  },
})
