import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId, mintMessageId } from '../../base/ids.ts'
import { chatQuotaExceeded } from '../../billing/quotas/spend.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import { tellRefusedSend } from '../notifications/quota-notice.ts'
import { ALL_ON, makeInstance, person, rows, testOperations } from '../world.test-support.ts'
import type { Accepted } from './accept.ts'
import { acceptSends } from './once.ts'

describe.each(testStores(testOperations))('a send and its quota ($name)', (engine) => {
  let store: Store
  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  const AT = Date.parse('2026-02-11T08:00:00Z')
  const developer = async () => {
    const instance = await makeInstance(store, ALL_ON, 'DEVELOPER')
    const send = (phone: string, idMessage = mintMessageId()): Accepted => ({
      instance,
      idMessage,
      to: person(phone),
      freshPeer: mintId(AT),
      method: 'sendMessage',
      request: {},
      draft: { content: { kind: 'text', text: 'x' } },
      typingMs: 0,
      at: AT,
    })
    const to = (phone: string, method = 'sendMessage') => ({
      ...{ instance, account: 'a', tariff: 'DEVELOPER', method, chat: `${phone}@c.us`, at: AT },
    })
    const accept = (phone: string, method?: string) =>
      store.write(acceptSends, { sends: [send(phone)], quota: to(phone, method) })
    const count = async (table: string) =>
      Number((await rows(store, `select count(*) as n from ${table} where instance = ${instance}`))[0]?.['n'])
    const used = () => rows(store, `select method, used from quota_use where instance = ${instance} and used > 0`)
    return { instance, send, to, accept, count, used }
  }

  test('what is not accepted counts for nothing, and what is refused by quota queues nothing', async () => {
    const { send, to, accept, count, used } = await developer()
    const twice = send('1')
    const doubled = store.write(acceptSends, { sends: [twice, { ...twice }], quota: to('1') })
    await expect(doubled).rejects.toThrow()
    expect([await count('outgoing'), await count('quota_chat'), await used()]).toEqual([0, 0, []])
    for (const phone of ['1', '2', '3', '1']) await accept(phone)
    await expect(accept('4')).rejects.toMatchObject({ kind: chatQuotaExceeded })
    expect([await count('outgoing'), await count('journal')]).toEqual([4, 4])
    expect(await used()).toEqual([{ method: 'sendmessage', used: 4 }])
  })

  test('a call that is answered as before counts once', async () => {
    const { send, to, used } = await developer()
    const once = { key: 'k', requestHash: 'h' }
    for (let i = 0; i < 3; i++) await store.write(acceptSends, { sends: [send('1')], once, quota: to('1') })
    expect(await used()).toEqual([{ method: 'sendmessage', used: 1 }])
  })

  test('of many new chats at once, by whatever methods, three get through', async () => {
    const { accept, count } = await developer()
    const methods = ['sendMessage', 'sendPoll', 'sendContact', 'sendLocation']
    const tried = await Promise.allSettled(Array.from({ length: 12 }, (_, i) => accept(`9${i}`, methods[i % 4])))
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect([await count('quota_chat'), await count('outgoing')]).toEqual([3, 3])
  })

  test('each refused chat is told of once a month', async () => {
    const { instance, accept } = await developer()
    for (const phone of ['1', '2', '3']) await accept(phone)
    const tell = (chat: string, at: number) => store.write(tellRefusedSend, { instance, chat, eventId: mintId(at), at })
    const march = Date.parse('2026-02-28T21:00:00Z')
    expect(await Promise.all([tell('4@c.us', AT), tell('5@c.us', AT)])).toEqual([true, true])
    expect([await tell('4@c.us', march - 1), await tell('4@c.us', march)]).toEqual([false, true])
  })
})
