import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { fileIsEmpty } from '../../contract/kernel-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'

export const uploadFile = instanceMethod({
  name: 'uploadFile',
  verb: 'POST',
  group: 'sending',
  host: 'media',
  summary: 'Store a file and get its link; nothing is sent',
  description:
    'The body is the bare file, its type in Content-Type or its name in GA-Filename; a multipart body with a part ' +
    '`file` does too. The file lives 15 days; `x-amz-expiration` says until when.',
  rate: { perSecond: 50 },
  bodyType: 'raw',
  headers: ['ga-filename', 'content-type'],
  errors: [fileIsEmpty],
  reply: Type.Object({ urlFile: Type.String() }),
  example: {
    reply: { urlFile: 'https://media.example.net/files/5cf0d6ae7a1e4a8eb1b80f2c6a9b6d11-mbz-0/floor-plan.png' },
  },
  async run({ file, setHeader }, { media }) {
    if (!file) throw new Failure(fileIsEmpty)
    const expiry = new Date(file.expiresAt).toUTCString()
    setHeader('x-amz-expiration', `expiry-date="${expiry}", rule-id="files"`)
    return { urlFile: media.url(file) }
  },
})
