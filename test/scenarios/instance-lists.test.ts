import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createInstance, partnerCall } from '../client.ts'
import { accountOf, operatorOf, takeInvitation, type TestAccount } from '../console-accounts.ts'
import type { ConsoleClient } from '../console-client.ts'
import { databaseOf, testStores } from '../database.ts'
import { freePort } from '../free-port.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'
import { findDemoAccount } from '../../src/app/admin.ts'

interface Listed {
  total: number
  instances: { idInstance: number; name: string; tags: string[]; webhook: { health: string } }[]
}

describe.each(testStores({}))('the list of instances, $name', (engine) => {
  let network: TestNetwork
  const { covers, check } = proofs(import.meta.url, () => network)
  let operator: ConsoleClient
  let shop: TestAccount
  beforeAll(async () => {
    network = await startNetwork({ env: { ROOKERY_UNLIMITED: 'true', ...(await databaseOf(engine)) } })
    operator = await operatorOf(network)
    shop = await accountOf(network, operator)
    await operator.operate('raiseQuota', { account: shop.id, name: 'developerInstances', value: 6 })
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
    await engine.dispose()
    check()
  })
  const failsWith = (code: string) => expect.objectContaining({ code })
  const listed = (query: Record<string, string> = {}) =>
    shop.owner.call<Listed>('getInstanceList', undefined, { sort: 'name', descending: 'false', ...query })

  covers(
    ['createInstancesHere', 'getInstanceList'],
    'many are created in one call, each within the bounds or refused by itself, as the preview said',
    async () => {
      const names = Array.from({ length: 7 }, (_, i) => `Shop ${i + 1}`)
      expect(await shop.owner.call('previewInstancesHere', { names })).toMatchObject({
        tariff: 'DEVELOPER',
        fits: 6,
        refusal: { code: 'developerInstancesUsed' },
        places: { used: 0, total: 6 },
        perDay: 0,
        charged: 0,
      })
      expect((await listed()).instances).toEqual([])
      const { instances } = await shop.owner.call<{ instances: { idInstance: number | null; error: object | null }[] }>(
        'createInstancesHere',
        { names },
      )
      expect(instances.slice(0, 6)).toEqual(
        names.slice(0, 6).map(() => ({ idInstance: expect.any(Number), error: null })),
      )
      expect(instances[6]).toMatchObject({ idInstance: null, error: { code: 'developerInstancesUsed' } })
      expect((await listed()).instances.map(({ name }) => name)).toEqual(names.slice(0, 6))
      const demo = (await findDemoAccount(network.gateway.ports)) ?? ''
      await operator.operate('visitAccount', { account: demo })
      await expect(operator.call('createInstancesHere', { names: ['A', 'B'] })).rejects.toEqual(
        expect.objectContaining({
          code: 'createByApi',
          detail: expect.objectContaining({
            call: expect.stringContaining('/partner/createInstances/{{partnerToken}}'),
            body: { instances: [{ name: 'A' }, { name: 'B' }] },
          }),
        }),
      )
    },
  )

  covers(
    ['findInstanceIds', 'getTags', 'tagInstances'],
    'tags mark own instances alone, filter the list and are bounded',
    async () => {
      const ids = (await listed()).instances.map(({ idInstance }) => idInstance)
      const foreign = await createInstance(network)
      const [first = 0, second = 0, third = 0] = ids
      const tag = (body: object) => shop.owner.call<{ instances: number }>('tagInstances', body)
      expect(await tag({ idInstances: [first, second, foreign.idInstance], add: ['north', 'new'] })).toEqual({
        instances: 2,
      })
      await tag({ idInstances: [second, third], add: ['south'], remove: ['new'] })
      expect((await listed()).instances.map(({ tags }) => tags)).toEqual([
        ['new', 'north'],
        ['north', 'south'],
        ['south'],
        [],
        [],
        [],
      ])
      expect(await shop.owner.call('getTags')).toEqual([
        { tag: 'new', instances: 1 },
        { tag: 'north', instances: 2 },
        { tag: 'south', instances: 2 },
      ])
      expect(await listed({ tag: 'south' })).toMatchObject({ total: 2, instances: [{ idInstance: second }, {}] })
      expect(await shop.owner.call('findInstanceIds', undefined, { tag: 'north' })).toEqual({
        idInstances: [first, second],
      })
      const many = Array.from({ length: 20 }, (_, i) => `tag ${i}`)
      const deeds = async () =>
        (
          await shop.owner.call<{ action: string; detail: object }[]>('getAuditLog', undefined, { limit: '100' })
        ).filter(({ action }) => action === 'instancesTagged')
      expect(await deeds()).toMatchObject([
        { detail: { instances: 2, add: ['south'], remove: ['new'] } },
        { detail: { instances: 2, add: ['north', 'new'], remove: [] } },
      ])
      await expect(tag({ idInstances: [first], add: many })).rejects.toEqual(failsWith('tooManyTags'))
      await expect(tag({ idInstances: [first], add: [' padded '] })).rejects.toMatchObject({ status: 400 })
      expect((await listed({ tag: 'new' })).instances[0]?.tags).toEqual(['new', 'north'])
      expect(await operator.call('getTags')).toEqual([])
    },
  )

  covers(
    ['getViews', 'removeView', 'saveView'],
    'a person keeps views of one account, and nobody else sees them',
    async () => {
      const { owner } = shop
      const view = 'state=notAuthorized&sort=stateSince'
      await owner.call('saveView', { name: 'Lost', view: 'state=authorized' })
      await owner.call('saveView', { name: 'Lost', view })
      await owner.call('saveView', { name: 'All', view: '' })
      expect(await owner.call('getViews')).toEqual([
        { name: 'All', view: '' },
        { name: 'Lost', view },
      ])
      const invited = await owner.call<{ link: string }>('inviteMember', { email: 'grace@example.org' })
      const member = await takeInvitation(network, invited.link)
      expect(await member.call('getViews')).toEqual([])
      await expect(member.call('removeView', { name: 'Lost' })).rejects.toEqual(failsWith('viewUnknown'))
      await owner.call('removeView', { name: 'Lost' })
      expect(await owner.call('getViews')).toEqual([{ name: 'All', view: '' }])
      for (let made = 1; made < 50; made += 1) await owner.call('saveView', { name: `View ${made}`, view: '' })
      await expect(owner.call('saveView', { name: 'One more', view: '' })).rejects.toEqual(failsWith('tooManyViews'))
      expect(await owner.call('getViews')).toHaveLength(50)
    },
  )

  test('rows say what was billed, what waits since when, and how the webhooks are', async () => {
    const webhookUrl = `http://127.0.0.1:${await freePort()}/`
    const { idInstance } = (await partnerCall(network, 'createInstance', { webhookUrl, stateWebhook: 'yes' })) as {
      idInstance: number
    }
    const rowOf = async () =>
      (await operator.call<Listed>('getInstanceList', undefined, { search: String(idInstance) })).instances[0]
    expect(await rowOf()).toMatchObject({
      daysBilled: 1,
      queued: 0,
      oldestQueued: null,
      webhook: { health: 'well', failingSince: null },
    })
    const { instances } = await operator.call<{ instances: { idInstance: number; apiTokenInstance: string }[] }>(
      'getInstanceList',
      undefined,
      { search: String(idInstance) },
    )
    const base = `${network.apiUrl}/waInstance${idInstance}`
    const token = instances[0]?.apiTokenInstance
    await fetch(`${base}/sendMessage/${token}`, {
      method: 'POST',
      body: JSON.stringify({ chatId: '15550106099@c.us', message: 'Later' }),
    })
    expect(await rowOf()).toMatchObject({ queued: 1, oldestQueued: expect.any(Number) })
    const added = await fetch(`${base}/addWebhookEndpoint/${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'dead', url: webhookUrl }),
    })
    const { endpointId } = (await added.json()) as { endpointId: string }
    await fetch(`${base}/testWebhookEndpoint/${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ endpointId }),
    })
    await expect
      .poll(async () => (await rowOf())?.webhook)
      .toEqual({ health: 'failing', failingSince: expect.any(Number) })
  })
})
