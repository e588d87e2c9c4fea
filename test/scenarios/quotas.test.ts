import { beforeAll, expect } from 'vitest'
import type { Phone } from '../../sandbox/src/api.ts'
import { asOperator } from '../../src/app/operator.ts'
import { instanceOf, link, partnerCall, type TestInstance } from '../client.ts'
import { accountOf, operatorOf } from '../console-accounts.ts'
import type { ConsoleClient } from '../console-client.ts'
import { scenes } from '../scenes.ts'

const scene = scenes(import.meta.url)
const { covers } = scene

let operator: ConsoleClient
beforeAll(async () => {
  operator = await operatorOf(scene.network)
})

/** A linked instance on the Developer tariff, as its owner makes it in the console. */
async function developer(): Promise<{ instance: TestInstance; own: Phone; owner: ConsoleClient; account: string }> {
  const { network } = scene
  const { owner, id: account } = await accountOf(network, operator)
  const { idInstance } = await owner.call<{ idInstance: number }>('createInstanceHere', { incomingWebhook: 'yes' })
  const { instances } = await owner.call<{ instances: { apiTokenInstance: string }[] }>('getInstanceList')
  const instance = instanceOf(network, idInstance, instances[0]?.apiTokenInstance ?? '')
  const own = scene.newPhone()
  await link(network, instance, own.number)
  return { instance, own, owner, account }
}

const chatOf = ({ number }: Phone) => `${number}@c.us`

covers(
  ['sendMessage', 'receiveNotification', 'getQuota', 'getChatHistory'],
  'a Developer instance writes and listens to three chats a month; each other one it is told of once',
  async () => {
    const { instance, own } = await developer()
    const chats = Array.from({ length: 5 }, () => scene.newPhone()) as [Phone, Phone, Phone, Phone, Phone]
    const [first, second, third, fourth, fifth] = chats
    const three = [first, second, third].map(chatOf).sort()
    const send = (to: Phone, message: string) => instance.call('sendMessage', { chatId: chatOf(to), message })
    const quotaData = (used: number) => ({
      method: 'correspondents',
      used,
      total: 3,
      status: 'CORRESPONDENTS_QUOTA_EXCEEDED',
      description: expect.stringContaining(three.join(', ')),
    })
    await send(first, 'one')
    await first.waitFor(({ text }) => text === 'one')
    await second.send(own.number, { text: 'the second' })
    expect(await instance.nextNotification()).toMatchObject({ senderData: { chatId: chatOf(second) } })
    await send(third, 'three')

    const refused = await send(fourth, 'four').catch((error: Error) => error.message)
    const body = JSON.parse(String(refused).replace(/^sendMessage: 466 /, '')) as object
    expect(body).toEqual({
      invokeStatus: { method: 'sendmessage', used: 2, total: 0, status: 'QUOTE_ALLOWED' },
      correspondentsStatus: { ...quotaData(3), status: 'CORRESPONDENTS_QUOTE_EXCEEDED' },
    })
    const notice = { typeWebhook: 'quotaExceeded', quotaData: quotaData(3) }
    expect(await instance.nextNotification()).toMatchObject(notice)

    await fifth.send(own.number, { text: 'who hears me?' })
    expect(await instance.nextNotification()).toMatchObject(notice)
    await fourth.send(own.number, { text: 'and me?' })
    await fifth.send(own.number, { text: 'still nobody?' })
    const { id } = await first.send(own.number, { text: 'I am heard' })
    expect(await instance.nextNotification()).toMatchObject({ idMessage: id })
    // the journal keeps what was not told
    const history = (await instance.call('getChatHistory', { chatId: chatOf(fifth) })) as { textMessage: string }[]
    expect(history.map(({ textMessage }) => textMessage)).toEqual(['still nobody?', 'who hears me?'])
    expect(await instance.call('getQuota')).toMatchObject({ chats: { used: 3, total: 3, chats: three } })
  },
)

covers(['sendMessage', 'getQuota'], 'a person counts as one chat, under whichever name', async () => {
  const { instance, own } = await developer()
  const [first, second, third] = [scene.newPhone(), scene.newPhone(), scene.newPhone()]
  const write = async (chatId: string, to: Phone, message: string) => {
    await instance.call('sendMessage', { chatId, message })
    await to.waitFor(({ text }) => text === message)
  }
  first.nameAs('lid')
  await first.send(own.number, { text: 'Who am I?' })
  const byLid = `${first.lid}@lid`
  expect(await instance.nextNotification()).toMatchObject({ senderData: { chatId: byLid } })
  await write(chatOf(second), second, 'second')
  await write(chatOf(third), third, 'third')
  own.tellLids([first.number])
  const numbered = async () => (await instance.call('getContacts')) as { id: string }[]
  await expect.poll(numbered).toContainEqual(expect.objectContaining({ id: chatOf(first) }))
  await write(chatOf(first), first, 'by number')
  await write(`${second.lid}@lid`, second, 'by LID')
  await instance.call('sendTyping', { chatId: chatOf(first) })
  await first.send(own.number, { text: 'Heard?' })
  expect(await instance.nextNotification()).toMatchObject({ senderData: { chatId: chatOf(first) } })
  const chats = [byLid, chatOf(second), chatOf(third)].toSorted((a, b) => (a < b ? -1 : 1))
  expect(await instance.call('getQuota')).toMatchObject({ chats: { used: 3, total: 3, chats } })
})

covers(['sendTyping'], 'typing is shown in a new chat without taking its place, and refused in a fourth', async () => {
  const { instance } = await developer()
  const phones = Array.from({ length: 4 }, () => scene.newPhone()) as [Phone, Phone, Phone, Phone]
  const [first, second, third, fourth] = phones
  await instance.call('sendTyping', { chatId: chatOf(fourth) })
  await expect.poll(() => fourth.notices().map(({ kind }) => kind)).toContain('composing')
  for (const phone of [first, second, third])
    await instance.call('sendMessage', { chatId: chatOf(phone), message: 'x' })
  await expect(instance.call('sendTyping', { chatId: chatOf(fourth) })).rejects.toThrow(/466/)
  await instance.call('sendTyping', { chatId: chatOf(first), typingType: 'recording' })
  await expect.poll(() => first.notices().map(({ kind }) => kind)).toContain('recording')
})

covers(
  ['getQuotas', 'askQuota', 'raiseQuota'],
  'a higher quota is asked for in the support chat and raised by an operator, on the record',
  async () => {
    const { instance, owner, account } = await developer()
    const phones = Array.from({ length: 5 }, () => scene.newPhone())
    const send = (to: Phone | undefined) =>
      instance.call('sendMessage', { chatId: `${to?.number}@c.us`, message: 'more' }) as Promise<{ idMessage: string }>
    for (const phone of phones.slice(0, 3)) await send(phone)
    await expect(send(phones[3])).rejects.toThrow(/466/)
    expect(await owner.call('getQuotas')).toContainEqual({ name: 'chats', standard: 3, value: 3 })
    await owner.call('askQuota', { name: 'chats', value: 4, note: 'One more shop.' })
    const { messages } = await operator.operate<{ messages: { text: string }[] }>('getSupportChatOf', undefined, {
      account,
    })
    expect(messages.at(-1)?.text).toBe('Please raise the quota "chats" from 3 to 4. One more shop.')
    await operator.operate('raiseQuota', { account, name: 'chats', value: 4 })
    const { idMessage } = await send(phones[3])
    await phones[3]?.waitFor(({ id }) => id === idMessage)
    await expect(send(phones[4])).rejects.toThrow(/466/)
    await asOperator(scene.network.config, (cli) => cli.raiseQuota({ account, name: 'chats', value: 5 }))
    await send(phones[4])
    expect(await owner.call('getQuotas')).toContainEqual({ name: 'chats', standard: 3, value: 5 })
    const log = await owner.call<{ action: string; actor: string }[]>('getAuditLog')
    expect(log.filter(({ action }) => action === 'quotaRaised')).toHaveLength(2)
    await expect(owner.call('askQuota', { name: 'wishes', value: 4 })).rejects.toMatchObject({ code: 'quotaUnknown' })
    await expect(operator.operate('raiseQuota', { account: 'nobody', name: 'chats', value: 4 })).rejects.toMatchObject({
      code: 'accountUnknown',
    })
  },
)

covers(
  ['createInstance'],
  'an installation that holds as many instances as it may makes no further one, by API or in the console',
  async () => {
    const { network } = scene
    const made = (await partnerCall(network, 'createInstance', { name: 'Last' })) as { idInstance: number }
    const [row] = (await partnerCall(network, 'getInstances')) as { idInstance: number }[]
    expect(row?.idInstance).toBe(made.idInstance)
    await network.restart({ ROOKERY_INSTANCE_CAP: '0' })
    expect(await partnerCall(network, 'createInstance', {})).toEqual({ code: 100, description: 'No free instances' })
    // it listens on another port now
    const { owner } = await accountOf(network, await operatorOf(network, 'second@example.org'))
    await expect(owner.call('createInstanceHere', {})).rejects.toMatchObject({ code: 'noNumberRangeHere' })
    const listed = (await partnerCall(network, 'getInstances')) as unknown[]
    expect(listed).toHaveLength(1)
    await network.restart({ ROOKERY_INSTANCE_CAP: '100' })
    expect(await partnerCall(network, 'createInstance', {})).toHaveProperty('idInstance')
  },
)
