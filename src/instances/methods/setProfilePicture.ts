import { Type } from 'typebox'
import { instanceMethod } from '../instance-method.ts'
import { pictureFailures, setUploadedPicture } from '../uploaded-picture.ts'

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
  errors: pictureFailures,
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
    const { done, ...rest } = await setUploadedPicture({ instance: caller.id, file }, ports)
    return { setProfilePicture: done, ...rest }
  },
})
