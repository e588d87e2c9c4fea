import { Type } from 'typebox'
import type { Draft } from '../outgoing/draft.ts'
import { accepting } from './accepting.ts'
import { Queued, queuedExample } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'
import { backgroundField, DEFAULT_BACKGROUND, participantsField, POSTED } from './status-fields.ts'

export const sendTextStatus = sendingMethod({
  name: 'sendTextStatus',
  group: 'statuses',
  summary: 'Post a text status',
  description: POSTED,
  rate: { perSecond: 5 },
  bodyType: 'json',
  body: Type.Object({
    message: Type.String({ minLength: 1, maxLength: 500, description: 'The text.' }),
    ...backgroundField,
    font: Type.Optional(
      Type.Enum(['SERIF', 'SANS_SERIF', 'NORICAN_REGULAR', 'BRYNDAN_WRITE', 'OSWALD_HEAVY'], {
        description: 'Font; NORICAN_REGULAR has Latin letters only.',
      }),
    ),
    ...participantsField,
  }),
  reply: Queued,
  example: {
    body: { message: 'Open until eight today', backgroundColor: '#228B22', participants: ['15550104477@c.us'] },
    reply: queuedExample,
  },
  run(call, ports) {
    const { message, backgroundColor = DEFAULT_BACKGROUND, font, participants = [] } = call.body
    const look = { participants, backgroundColor, ...(font === undefined ? {} : { font }) }
    const draft: Draft = { content: { kind: 'text', text: message, status: look } }
    return accepting(call, { method: 'sendTextStatus', request: { message, ...look }, draft }, ports)
  },
})
