import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { pictureFailures, setUploadedPicture } from '../../instances/uploaded-picture.ts'
import { groupField, groupOf } from '../group-fields.ts'

export const setGroupPicture = instanceMethod({
  name: 'setGroupPicture',
  verb: 'POST',
  group: 'groups',
  summary: 'Set the picture of a group',
  description: 'The part `file` is a JPEG, cut to a square. False with the reason where the messenger refuses it.',
  rate: { perSecond: 1 },
  requires: 'authorized',
  bodyType: 'multipart',
  errors: pictureFailures,
  body: Type.Object(groupField),
  reply: Type.Object({
    setGroupPicture: Type.Boolean(),
    urlAvatar: Type.Union([Type.String(), Type.Null()], { description: 'Address of the new picture.' }),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'null on success, otherwise why not.' }),
  }),
  example: {
    body: { groupId: '120363011112222333@g.us' },
    reply: { setGroupPicture: true, urlAvatar: 'https://media.example.org/pps/group.jpg', reason: null },
  },
  async run({ caller, body: { groupId }, file }, ports) {
    const group = groupOf(groupId)
    const { done, ...rest } = await setUploadedPicture({ instance: caller.id, file, group }, ports)
    return { setGroupPicture: done, ...rest }
  },
})
