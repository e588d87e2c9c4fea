import { expect } from 'vitest'
import type { GroupState } from '../../sandbox/src/api.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

/** A group as the network has it. */
function stateOf(id: string): GroupState | undefined {
  return scene.network.sandbox.state().groups.find((group) => group.id === id)
}

/** A group that the account made with its friend. */
async function grouped() {
  const { instance, owner, friend } = await scene.linked()
  const made = await instance.call('createGroup', { groupName: 'Sunday ride', chatIds: [`${friend.number}@c.us`] })
  const { chatId, groupInviteLink } = made as { chatId: string; groupInviteLink: string }
  const call = (method: string, body: object = {}) => instance.call(method, { groupId: chatId, ...body })
  const about = (method: string, number: string) => call(method, { participantChatId: `${number}@c.us` })
  return { instance, owner, friend, chatId, groupInviteLink, call, about }
}

covers(
  ['createGroup', 'getGroupData'],
  'a group is made, its members see what is written, and its card says who they are',
  async () => {
    const { instance, owner, friend, chatId, groupInviteLink, call } = await grouped()
    const state = stateOf(chatId)
    expect(state).toMatchObject({
      subject: 'Sunday ride',
      members: [
        { number: owner.number, rank: 'superadmin' },
        { number: friend.number, rank: 'member' },
      ],
    })
    expect(groupInviteLink).toBe(`https://chat.whatsapp.com/${state?.inviteCode ?? ''}`)
    const { idMessage } = (await instance.call('sendMessage', { chatId, message: 'Who is coming?' })) as {
      idMessage: string
    }
    const seen = await friend.waitFor(({ id }) => id === idMessage)
    expect(seen).toMatchObject({ chat: chatId, sender: owner.number, text: 'Who is coming?' })
    await instance.until(({ status, idMessage: about }) => about === idMessage && status === 'delivered')
    const { id } = await friend.send(chatId, { text: 'I am', quoted: idMessage })
    const told = await instance.until(({ idMessage: about }) => about === id)
    expect(told).toMatchObject({
      typeWebhook: 'incomingMessageReceived',
      senderData: { chatId, chatName: 'Sunday ride', sender: `${friend.number}@c.us`, senderName: friend.name },
      messageData: { typeMessage: 'quotedMessage', quotedMessage: { stanzaId: idMessage } },
    })
    expect(await call('getGroupData')).toMatchObject({
      groupId: chatId,
      owner: `${owner.number}@c.us`,
      subject: 'Sunday ride',
      groupInviteLink,
      allowParticipantsSendMessages: true,
      size: 2,
      participants: [
        { id: `${owner.number}@c.us`, lid: `${owner.lid}@lid`, isAdmin: true, isSuperAdmin: true },
        { id: `${friend.number}@c.us`, lid: `${friend.lid}@lid`, isAdmin: false, isSuperAdmin: false },
      ],
    })
    expect(await instance.call('getGroupData', { groupId: '120363999999999999@g.us' })).toBe('Error: item-not-found')
  },
)

covers(
  ['updateGroupName', 'updateGroupSettings'],
  'subject and rights change for everybody, and only for those who may',
  async () => {
    const { instance, owner, friend, chatId, call } = await grouped()
    expect(await call('updateGroupName', { groupName: 'Saturday ride' })).toEqual({ updateGroupName: true })
    const rights = { allowParticipantsEditGroupSettings: false, allowParticipantsSendMessages: false }
    expect(await call('updateGroupSettings', rights)).toEqual({ updateGroupSettings: true })
    expect(stateOf(chatId)).toMatchObject({ subject: 'Saturday ride', locked: true, announcement: true })
    const { id } = friend.createGroup('Hers', [owner.number])
    friend.inGroup(id, { act: 'set', locked: true })
    expect(await instance.call('updateGroupName', { groupId: id, groupName: 'Mine' })).toEqual({
      updateGroupName: false,
    })
    expect(await instance.call('updateGroupSettings', { groupId: id, ...rights })).toEqual({
      updateGroupSettings: false,
      reason: 'NOT_ENOUGH_RIGHTS',
    })
    expect(stateOf(id)).toMatchObject({ subject: 'Hers' })
  },
)

covers(
  ['addGroupParticipant', 'removeGroupParticipant', 'setGroupAdmin', 'removeAdmin'],
  'people come and go, gain and lose rights; who has gone reads nothing more',
  async () => {
    const { instance, owner, chatId, about } = await grouped()
    const late = scene.newPhone('Late')
    late.changePrivacy({ groupadd: 'contacts' })
    expect(await about('addGroupParticipant', late.number)).toEqual({ addParticipant: false })
    expect(stateOf(chatId)?.members.map(({ number }) => number)).not.toContain(late.number)
    late.saveContacts({ [owner.number]: 'The owner' })
    expect(await about('addGroupParticipant', late.number)).toEqual({ addParticipant: true })
    expect(await about('addGroupParticipant', late.number)).toEqual({ addParticipant: false })
    const say = async (message: string) => {
      const { idMessage } = (await instance.call('sendMessage', { chatId, message })) as { idMessage: string }
      return idMessage
    }
    const heard = await say('Welcome')
    await late.waitFor(({ id }) => id === heard)
    expect(await about('setGroupAdmin', late.number)).toEqual({ setGroupAdmin: true })
    const rank = () => stateOf(chatId)?.members.find(({ number }) => number === late.number)?.rank
    expect(rank()).toBe('admin')
    expect(await about('removeAdmin', late.number)).toEqual({ removeAdmin: true })
    expect(rank()).toBe('member')
    expect(await about('removeGroupParticipant', late.number)).toEqual({ removeParticipant: true })
    expect(rank()).toBeUndefined()
    expect(await about('setGroupAdmin', late.number)).toEqual({
      setGroupAdmin: false,
      error: 'participant not found',
    })
    const unheard = await say('Among us')
    await owner.waitFor(({ id }) => id === unheard)
    expect(late.messages().map(({ id }) => id)).toEqual([heard])
  },
)

covers(
  ['setGroupAdmin', 'removeGroupParticipant'],
  'a member is found by number also where the list of the group tells the LID alone',
  async () => {
    const { friend, chatId, about } = await grouped()
    friend.nameAs('lid')
    const rank = () => stateOf(chatId)?.members.find(({ number }) => number === friend.number)?.rank
    expect(await about('setGroupAdmin', friend.number)).toEqual({ setGroupAdmin: true })
    expect(rank()).toBe('admin')
    expect(await about('removeGroupParticipant', friend.number)).toEqual({ removeParticipant: true })
    expect(rank()).toBeUndefined()
    friend.nameAs('both')
  },
)

covers(['leaveGroup'], 'who has left is no member, and what is still sent there ends as notInGroup', async () => {
  const { instance, owner, friend } = await scene.linked()
  const { id } = friend.createGroup('Hers', [owner.number])
  expect(await instance.call('leaveGroup', { groupId: id })).toEqual({ leaveGroup: true })
  expect(stateOf(id)?.members.map(({ number }) => number)).toEqual([friend.number])
  expect(await instance.call('getGroupData', { groupId: id })).toBe('Error: forbidden')
  const { idMessage } = (await instance.call('sendMessage', { chatId: id, message: 'Still there?' })) as {
    idMessage: string
  }
  await instance.until(({ status, idMessage: about }) => about === idMessage && status === 'notInGroup')
  const { chatId, call } = await grouped()
  expect(await call('leaveGroup')).toEqual({ leaveGroup: true, removeAdmin: true })
  expect(stateOf(chatId)?.members.map(({ number }) => number)).toEqual([friend.number])
})
