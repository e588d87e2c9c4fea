import { Type } from 'typebox'
import type { Draft } from '../outgoing/draft.ts'
import { mimeTypeOf } from '../outgoing/file-kind.ts'
import { accepting } from './accepting.ts'
import { linkedFile, Queued, queuedExample } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'
import { backgroundField, DEFAULT_BACKGROUND, participantsField, POSTED } from './status-fields.ts'

const VOICE =
  'The sound is made a voice note (Opus) where the gateway has ffmpeg and posted as it is where it has not; one of more ' +
  'than ten minutes ends in status failed.'

export const sendVoiceStatus = sendingMethod({
  name: 'sendVoiceStatus',
  group: 'statuses',
  summary: 'Post a voice status from a link',
  description: `${VOICE} ${POSTED}`,
  rate: { perSecond: 5 },
  bodyType: 'json',
  body: Type.Object({ ...linkedFile, ...backgroundField, ...participantsField }),
  reply: Queued,
  example: {
    body: { urlFile: 'https://files.example.org/good-morning.mp3', fileName: 'good-morning.mp3' },
    reply: queuedExample,
  },
  run(call, ports) {
    const { urlFile, fileName, backgroundColor = DEFAULT_BACKGROUND, participants = [] } = call.body
    const status = { participants, backgroundColor }
    const mimeType = mimeTypeOf(fileName) ?? 'audio/mpeg'
    const draft: Draft = { content: { kind: 'file', fileKind: 'audio', fileName, mimeType, status }, urlFile }
    const request = { urlFile, fileName, ...status }
    return accepting(call, { method: 'sendVoiceStatus', request, draft }, ports)
  },
})
