import { Type } from 'typebox'
import type { Draft } from '../outgoing/draft.ts'
import { fileKindOf, mimeTypeOf } from '../outgoing/file-kind.ts'
import { accepting } from './accepting.ts'
import { linkedFile, Queued, queuedExample } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'
import { participantsField, POSTED } from './status-fields.ts'

export const sendMediaStatus = sendingMethod({
  name: 'sendMediaStatus',
  group: 'statuses',
  summary: 'Post a picture or a video as status, from a link',
  description: `The extension of fileName says which; anything else ends in status failed. ${POSTED}`,
  rate: { perSecond: 5 },
  bodyType: 'json',
  body: Type.Object({
    ...linkedFile,
    caption: Type.Optional(Type.String({ maxLength: 1024, description: 'Text under it.' })),
    ...participantsField,
  }),
  reply: Queued,
  example: {
    body: { urlFile: 'https://files.example.org/new-bikes.jpg', fileName: 'new-bikes.jpg', caption: 'Just in' },
    reply: queuedExample,
  },
  run(call, ports) {
    const { urlFile, fileName, caption, participants = [] } = call.body
    const fileKind = fileKindOf(fileName)
    const shown = fileKind === 'image' || fileKind === 'video'
    const said = caption === undefined ? {} : { caption }
    const mimeType = mimeTypeOf(fileName) ?? 'application/octet-stream'
    const draft: Draft = {
      content: { kind: 'file', fileKind, fileName, mimeType, ...said, status: { participants } },
      urlFile,
      ...(shown ? {} : { refused: 'a status shows a picture or a video' }),
    }
    const request = { urlFile, fileName, caption: caption ?? '', participants }
    return accepting(call, { method: 'sendMediaStatus', request, draft }, ports)
  },
})
