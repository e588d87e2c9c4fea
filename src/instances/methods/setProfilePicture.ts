import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { fileIsEmpty, uploadTooLarge } from '../../contract/kernel-failures.ts'
import type { Ports } from '../../contract/ports.ts'
import { EngineError } from '../../engines/client.ts'
import type { EngineProblem } from '../../engines/port.ts'
import { instanceMethod } from '../instance-method.ts'

/** Only a JPEG can be a profile picture. */
export const pictureRefused = failure({
  code: 'pictureRefused',
  status: 400,
  form: 'text',
  sentence: 'Unsupported media type',
})

/** Sets the picture of the linked account (account.md section 8). */
export const setProfilePicture = instanceMethod({
  name: 'setProfilePicture',
  verb: 'POST',
  group: 'account',
  summary: 'Sets the picture of the account',
  description:
    'The part `file` is a JPEG, cut to a square. Within ten seconds of the last one the messenger refuses another: ' +
    'false with the reason `rate-overlimit`.',
  // a second call gets as far as the messenger, whose refusal is the answer that clients know
  rate: { perSecond: 0.1, burst: 2 },
  errors: [fileIsEmpty, uploadTooLarge, pictureRefused],
  requires: 'authorized',
  bodyType: 'multipart',
  body: Type.Object({}),
  reply: Type.Object({
    setProfilePicture: Type.Boolean(),
    urlAvatar: Type.Union([Type.String(), Type.Null()], { description: 'Address of the new picture.' }),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'null on success, otherwise why not.' }),
  }),
  example: {
    body: {},
    reply: { setProfilePicture: true, urlAvatar: 'https://media.example.org/pps/avatar.jpg', reason: null },
  },
  async run({ caller, file }, ports) {
    if (!file) throw new Failure(fileIsEmpty)
    try {
      if (!(await isJpeg(file.handle, ports))) throw new Failure(pictureRefused)
      const { avatar } = await ports.engine.ask(caller.id, { ask: 'setPicture', handle: file.handle })
      return { setProfilePicture: true, urlAvatar: avatar === '' ? null : avatar, reason: null }
    } catch (error) {
      if (error instanceof EngineError) return refusalOf(error.problem)
      throw error
    } finally {
      await ports.media.remove(file.handle)
    }
  },
})

function refusalOf({ code, text }: EngineProblem) {
  if (code === 'badContent') throw new Failure(pictureRefused)
  if (code === 'mediaTooLarge') throw new Failure(uploadTooLarge)
  return { setProfilePicture: false, urlAvatar: null, reason: text }
}

async function isJpeg(handle: string, { media }: Pick<Ports, 'media'>): Promise<boolean> {
  const opened = await media.open(handle)
  const chunks = opened?.stream ?? []
  for await (const chunk of chunks) return (chunk as Buffer).subarray(0, 3).equals(Buffer.of(0xff, 0xd8, 0xff))
  return false
}
