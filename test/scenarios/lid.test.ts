import { expect, vi } from 'vitest'
import { LOUD } from '../client.ts'
import { LidRun } from '../lid-run.ts'
import { announceSeed, pick, seededRandom } from '../random.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene
// a restart among many steps, on a machine that does other things as well
vi.setConfig({ testTimeout: 120_000 })

covers(
  ['sendMessage', 'getChatHistory', 'getContacts'],
  'a chat known by number goes on when the network names the person by LID, with and without the number',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const [byNumber, byLid] = [`${friend.number}@c.us`, `${friend.lid}@lid`]
    friend.nameAs('number')
    const { id: first } = await friend.send(owner.number, { text: 'By number' })
    const told = await instance.until(({ idMessage }) => idMessage === first)
    expect(told['senderData']).toMatchObject({ chatId: byNumber, sender: byNumber })
    friend.nameAs('lid')
    const { id: second } = await friend.send(owner.number, { text: 'By LID' })
    const again = await instance.until(({ idMessage }) => idMessage === second)
    expect(again['senderData']).toMatchObject({ chatId: byNumber, sender: byNumber })
    const { idMessage } = (await instance.call('sendMessage', { chatId: byNumber, message: 'Still you?' })) as {
      idMessage: string
    }
    expect(await friend.waitFor(({ id }) => id === idMessage)).toMatchObject({ text: 'Still you?' })
    for (const chatId of [byNumber, byLid]) {
      const history = (await instance.call('getChatHistory', { chatId, count: 10 })) as { idMessage: string }[]
      expect(history.map((entry) => entry.idMessage)).toEqual([idMessage, second, first])
    }
    const people = (await instance.call('getContacts', undefined, { query: { group: 'false' } })) as { id: string }[]
    expect(people.map(({ id }) => id)).toEqual([byNumber])
  },
)

covers(
  ['sendMessage', 'getChatHistory', 'getContacts'],
  'somebody known by a LID alone becomes one with the number when the phone tells it, and nothing is lost',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const [byNumber, byLid] = [`${friend.number}@c.us`, `${friend.lid}@lid`]
    friend.nameAs('lid')
    const { id: first } = await friend.send(owner.number, { text: 'Who am I?' })
    const told = await instance.until(({ idMessage }) => idMessage === first)
    expect(told['senderData']).toMatchObject({ chatId: byLid, sender: byLid })
    const send = async (chatId: string, message: string) => {
      const { idMessage } = (await instance.call('sendMessage', { chatId, message })) as { idMessage: string }
      await friend.waitFor(({ id }) => id === idMessage)
      return idMessage
    }
    const second = await send(byLid, 'To a LID')
    owner.tellLids([friend.number])
    const contacts = () => instance.call('getContacts', undefined, { query: { group: 'false' } })
    await expect.poll(contacts).toMatchObject([{ id: byNumber }])
    const third = await send(byNumber, 'To a number')
    const fourth = await send(byLid, 'To the same')
    for (const chatId of [byNumber, byLid]) {
      const history = (await instance.call('getChatHistory', { chatId, count: 10 })) as object[]
      expect(history).toMatchObject(
        [fourth, third, second, first].map((idMessage) => ({ idMessage, chatId: byNumber })),
      )
    }
    expect(await contacts()).toMatchObject([{ id: byNumber }])
  },
)

covers(
  ['setSettings', 'getSettings', 'sendMessage'],
  'notifications carry both names of people where the instance asks for it, and nothing new otherwise',
  async () => {
    const { instance, owner, friend } = await scene.newLinked()
    const friendly = { number: `${friend.number}@c.us`, lid: `${friend.lid}@lid` }
    const own = { number: `${owner.number}@c.us`, lid: `${owner.lid}@lid` }
    const hear = async (text: string, chat = owner.number) => {
      const { id } = await friend.send(chat, { text })
      return (await instance.until(({ idMessage }) => idMessage === id))['messageData']
    }
    expect(await hear('Plain')).toEqual({ typeMessage: 'textMessage', textMessageData: { textMessage: 'Plain' } })
    await instance.call('setSettings', { ...LOUD, identitiesWebhook: 'yes' })
    expect(await instance.call('getSettings')).toMatchObject({ identitiesWebhook: 'yes' })
    const identities = { chat: friendly, sender: friendly }
    expect(await hear('Both')).toMatchObject({ textMessageData: { textMessage: 'Both', identities } })
    const { idMessage: sent } = (await instance.call('sendMessage', {
      chatId: friendly.number,
      message: 'Hello',
    })) as { idMessage: string }
    const told = await instance.until(
      ({ idMessage, typeWebhook }) => idMessage === sent && typeWebhook === 'outgoingAPIMessageReceived',
    )
    expect(told['messageData']).toMatchObject({ textMessageData: { identities: { chat: friendly, sender: own } } })
    const { id: group } = friend.createGroup('Sunday ride', [owner.number])
    expect(await hear('In a group', group)).toEqual({
      typeMessage: 'textMessage',
      textMessageData: { textMessage: 'In a group', identities: { sender: friendly } },
    })
    await instance.call('setSettings', { identitiesWebhook: 'no' })
    expect(await instance.call('getSettings')).not.toHaveProperty('identitiesWebhook')
    const stranger = scene.newPhone()
    stranger.nameAs('lid')
    await instance.call('setSettings', { identitiesWebhook: 'yes' })
    const { id } = await stranger.send(owner.number, { text: 'Who am I?' })
    const hidden = { number: null, lid: `${stranger.lid}@lid` }
    expect((await instance.until(({ idMessage }) => idMessage === id))['messageData']).toMatchObject({
      textMessageData: { identities: { chat: hidden, sender: hidden } },
    })
  },
)

const STEPS = 80

covers(
  ['sendMessage', 'editMessage', 'deleteMessage', 'forwardMessages', 'readChat', 'getChatHistory', 'checkWhatsapp'],
  'no operation changes its recipient while the network renames people, whatever happens in whatever order',
  async () => {
    const random = seededRandom(announceSeed('lid'))
    const { instance, owner } = await scene.newLinked({
      ...LOUD,
      editedMessageWebhook: 'yes',
      delaySendMessagesMilliseconds: 0,
    })
    const people = ['Ann', 'Ben', 'Cem', 'Dora'].map((name) => scene.newPhone(name))
    for (const person of people) person.nameAs(pick(random, ['both', 'number', 'lid']))
    const members = people.slice(1)
    const [maker] = members
    const { id } = (maker as (typeof people)[number]).createGroup('Sunday ride', [
      owner.number,
      ...members.slice(1).map(({ number }) => number),
    ])
    const run = new LidRun({ network: scene.network, instance, owner, people, group: { id, members } }, random)
    const names = Object.keys(run.steps)
    // each happens at least once, in an order of chance; the slow ones once
    const quick = names.filter((name) => name !== 'restart' && name !== 'reconnect')
    const often = [...quick, 'rename', 'rename', 'mapping']
    const plan = [...names, ...Array.from({ length: STEPS - names.length }, () => pick(random, often))]
    const order = plan.map((name) => ({ name, at: random() })).toSorted((a, b) => a.at - b.at)
    for (const { name } of order) {
      run.log.push(name)
      await run.steps[name]?.().catch((error: unknown) => {
        throw new Error(`step ${run.log.length} failed:\n${run.log.slice(-15).join('\n')}`, { cause: error })
      })
    }
    await run.end()
  },
)
