import { expect } from 'vitest'
import { createInstance, instanceOf, link, partnerCall } from '../client.ts'
import { scenes } from '../scenes.ts'

interface Row {
  idInstance: number
  name: string
  apiTokenInstance: string
  stateInstance: string
  wid: string
  deleted: boolean
  timeDeleted: string
}

const scene = scenes(import.meta.url)
const { covers } = scene

covers(['createInstance'], 'a new instance has the settings it was made with, and a phone links it', async () => {
  const { network } = scene
  const made = (await partnerCall(network, 'createInstance', {
    name: 'Harbour office',
    delaySendMessagesMilliseconds: 1234,
    incomingWebhook: 'yes',
    stateWebhook: 'yes',
  })) as { idInstance: number; apiTokenInstance: string; typeInstance: string; apiUrl: string; mediaUrl: string }
  expect(made).toMatchObject({ typeInstance: 'whatsapp', apiUrl: network.apiUrl })
  const instance = instanceOf(network, made.idInstance, made.apiTokenInstance)
  expect(await instance.call('getSettings')).toMatchObject({
    delaySendMessagesMilliseconds: 1234,
    incomingWebhook: 'yes',
    outgoingWebhook: 'no',
  })
  const phone = scene.newPhone()
  await link(network, instance, phone.number)
  expect(phone.state().devices).toHaveLength(1)
})

covers(
  ['getInstances', 'getInstance'],
  'the lists name the instance as made, and the phone it is linked to',
  async () => {
    const { network } = scene
    const instance = await createInstance(network, { name: 'Pier seven' })
    const phone = scene.newPhone()
    const listed = async () => {
      const rows = (await partnerCall(network, 'getInstances')) as Row[]
      return rows.filter(({ idInstance }) => idInstance === instance.idInstance)
    }
    const alone = async () => await partnerCall(network, 'getInstance', undefined, { idInstance: instance.idInstance })
    const row = {
      idInstance: instance.idInstance,
      name: 'Pier seven',
      apiTokenInstance: instance.apiTokenInstance,
      stateInstance: 'notAuthorized',
      wid: '',
      deleted: false,
      timeDeleted: '0001-01-01T00:00:00',
    }
    expect(await listed()).toEqual([expect.objectContaining(row)])
    expect(await alone()).toMatchObject(row)
    await link(network, instance, phone.number)
    const linked = { ...row, stateInstance: 'authorized', wid: `${phone.number}@c.us` }
    expect(await listed()).toEqual([expect.objectContaining(linked)])
    expect(await alone()).toMatchObject(linked)
  },
)

covers(['getInstances'], 'page by page, every instance is listed once', async () => {
  const { network } = scene
  const made = [await createInstance(network), await createInstance(network), await createInstance(network)]
  const seen: number[] = []
  for (let cursor: string | null = '0'; cursor !== null;) {
    const address = `${network.apiUrl}/partner/getInstances/${network.partnerToken}?limit=2&cursor=${cursor}`
    const answer = await fetch(address)
    expect(answer.status).toBe(200)
    seen.push(...((await answer.json()) as Row[]).map(({ idInstance }) => idInstance))
    cursor = answer.headers.get('x-next-cursor')
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(expect.arrayContaining(made.map(({ idInstance }) => idInstance)))
})

covers(['deleteInstanceAccount'], 'deleting takes the device off the phone and sends nothing any more', async () => {
  const { network } = scene
  const { instance, owner } = await scene.newLinked()
  expect(await partnerCall(network, 'deleteInstanceAccount', { idInstance: instance.idInstance })).toEqual({
    deleteInstanceAccount: true,
  })
  await expect.poll(() => owner.state().devices).toEqual([])
  await expect(instance.call('sendMessage', { chatId: '15550104477@c.us', message: 'Too late' })).rejects.toThrow(
    'Instance is deleted',
  )
  expect(await partnerCall(network, 'deleteInstanceAccount', { idInstance: instance.idInstance })).toEqual({
    code: 404,
    description: 'Not found',
  })
})
