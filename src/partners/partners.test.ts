import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { mintId } from '../base/ids.ts'
import type { FailureKind } from '../base/errors.ts'
import type { Method } from '../contract/method.ts'
import { deleteInstance, ensureNumberRange, noNumberRange } from '../instances/lifecycle.ts'
import { settingRefused } from '../instances/failures.ts'
import { getSettings } from '../instances/methods/getSettings.ts'
import { changeState } from '../instances/state.ts'
import { call, rows, settle, testWorld, until, worldOperations, type World } from '../instances/world.spec-suite.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { createAccount, enrolPartner, findAccount } from './accounts.ts'
import { createInstance, keyMalformed, messengerRefused } from './methods/createInstance.ts'
import { deleteInstanceAccount } from './methods/deleteInstanceAccount.ts'
import { getInstance } from './methods/getInstance.ts'
import { getInstances } from './methods/getInstances.ts'
import { partnerOperations } from './operations.ts'
import { partnerNotFound, partnerReadOnly, partnerUnauthorized } from './partner-method.ts'
import { issuePartnerToken, readPartnerToken, rotatePartnerToken, tokenMalformed } from './partner-tokens.ts'
import { keyReused, purgeReplies } from './rows.ts'
import { listTokens, notPartner, revokeToken, tokenTaken, tokenUnknown } from './tokens.ts'

type Row = Record<string, unknown> & { idInstance: number; revision: number; apiTokenInstance: string }
const failsWith = (kind: FailureKind) => expect.objectContaining({ kind })
const DAY = 86_400_000

describe.each(testStores({ ...worldOperations, ...partnerOperations }))('$name', (engine) => {
  let store: MaintainedStore
  let world: World
  beforeAll(async () => {
    store = await engine.open()
    world = testWorld(store)
    await store.write(ensureNumberRange, { prefix: '7103', cell: 'a', messenger: 'whatsapp', network: 'sandbox' })
  })
  afterAll(() => engine.dispose())

  const deed = () => ({ id: mintId(world.clock.now()), actor: 'system', at: world.clock.now() })
  const account = async (kind: 'standard' | 'partner' = 'partner') => {
    const id = mintId(world.clock.now())
    await store.write(createAccount, { id, name: 'A', kind, at: world.clock.now() })
    return id
  }
  const partner = async () => {
    const id = await account()
    return { account: id, ...(await issuePartnerToken(world, { account: id, name: 't', deed: deed() })) }
  }
  const ask = (token: string, method: Method, more: Omit<Parameters<typeof call>[2], 'credentials'> = {}) =>
    call(method, world, { credentials: { token }, ...more })
  const create = (token: string, body: object = {}, key?: string) =>
    ask(token, createInstance, {
      body,
      ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    }) as Promise<{
      idInstance: number
      apiTokenInstance: string
    }>
  const list = (token: string, query: object = {}, sent?: Map<string, string>) =>
    ask(token, getInstances, { query, ...(sent ? { sent } : {}) }) as Promise<Row[]>

  describe('tokens', () => {
    test('only partners hold them; enrolling makes a partner', async () => {
      const id = await account('standard')
      await expect(issuePartnerToken(world, { account: id, name: 't', deed: deed() })).rejects.toEqual(
        failsWith(notPartner),
      )
      await store.write(enrolPartner, {
        id,
        deed: { id: mintId(world.clock.now()), actor: 'system', at: world.clock.now() },
      })
      expect((await store.read(findAccount, { id }))?.kind).toBe('partner')
      const { token } = await issuePartnerToken(world, { account: id, name: 't', deed: deed() })
      expect(token).toMatch(/^gac\.[0-9a-f]{46}$/)
      expect(await list(token)).toEqual([])
    })

    test('a given well-formed value is taken once, any other refused', async () => {
      const id = await account()
      const value = `gac.${'ab'.repeat(16)}${mintId(1).length}`
      const issued = await issuePartnerToken(world, { account: id, name: 't', value, deed: deed() })
      expect(issued.token).toBe(value)
      await expect(issuePartnerToken(world, { account: id, name: 't', value, deed: deed() })).rejects.toEqual(
        failsWith(tokenTaken),
      )
      await expect(
        issuePartnerToken(world, { account: id, name: 't', value: 'gac.XYZ', deed: deed() }),
      ).rejects.toEqual(failsWith(tokenMalformed))
      const [row] = await store.read(listTokens, { account: id })
      if (!row) throw new Error('no token')
      expect(readPartnerToken(row, world)).toBe(value)
      expect(JSON.stringify(row)).not.toContain(value)
    })

    test('unknown, malformed, revoked and expired ones are unauthorized', async () => {
      const { token, id, account: of } = await partner()
      const short = await issuePartnerToken(world, {
        account: of,
        name: 's',
        expiresAt: world.clock.now() + 1000,
        deed: deed(),
      })
      await store.write(revokeToken, { id, deed: deed() })
      await world.clock.advance(1000)
      for (const wrong of [token, short.token, `gac.${'0'.repeat(46)}`, 'nonsense'])
        await expect(list(wrong)).rejects.toEqual(failsWith(partnerUnauthorized))
      await expect(store.write(revokeToken, { id, deed: deed() })).rejects.toEqual(failsWith(tokenUnknown))
    })

    test('rotation leaves the old one working for its overlap', async () => {
      const { token, id } = await partner()
      const fresh = await rotatePartnerToken(world, { id, overlapMs: 1000, deed: deed() })
      expect(await list(token)).toEqual([])
      expect(await list(fresh.token)).toEqual([])
      await world.clock.advance(1000)
      await expect(list(token)).rejects.toEqual(failsWith(partnerUnauthorized))
      expect(await list(fresh.token)).toEqual([])
    })

    test('use is noted, once a minute and not by refused calls', async () => {
      const { token, id } = await partner()
      const used = async () => (await rows(store, `select last_used_at from partner_token where id = '${id}'`))[0]
      await expect(create(token, { typeInstance: 'telegram' })).rejects.toThrow()
      await settle()
      expect(await used()).toEqual({ last_used_at: null })
      await list(token)
      const first = world.clock.now()
      await until(async () => (await used())?.['last_used_at'] === first)
      await world.clock.advance(1000)
      await list(token)
      await settle()
      expect(await used()).toEqual({ last_used_at: first })
    })
  })

  describe('createInstance', () => {
    test('makes an instance with its settings in force and a link on its way', async () => {
      const { token } = await partner()
      const nudged: string[] = []
      world.bus.on('lease', '*', (key) => void nudged.push(key))
      const made = await create(token, { name: 'Line', webhookUrl: 'https://a.test', stateWebhook: 'yes' })
      expect(made).toEqual({
        idInstance: expect.any(Number),
        apiTokenInstance: expect.stringMatching(/^[0-9a-f]{50}$/),
        typeInstance: 'whatsapp',
        apiUrl: 'http://api.test',
        mediaUrl: 'http://media.test',
      })
      const credentials = { idInstance: String(made.idInstance), token: made.apiTokenInstance }
      expect(await call(getSettings, world, { credentials })).toMatchObject({ stateWebhook: 'yes' })
      expect(nudged).toContain(String(made.idInstance))
      const id = made.idInstance
      expect(await rows(store, `select kind from instance_command where instance = ${id}`)).toEqual([{ kind: 'link' }])
      expect(await rows(store, `select cause from billing_day where instance = ${id}`)).toEqual([{ cause: 'creation' }])
    })

    test('the same key and request give the same answer and one instance, also at the same moment', async () => {
      const { token } = await partner()
      const body = { name: 'Once', webhookUrl: 'https://a.test' }
      const swapped = { webhookUrl: 'https://a.test', name: 'Once' }
      const answers = await Promise.all([
        create(token, body, 'k1'),
        create(token, swapped, 'k1'),
        create(token, body, 'k1'),
      ])
      answers.push(await create(token, body, 'k1'))
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
      expect(await list(token)).toHaveLength(1)
      await expect(create(token, { name: 'Other' }, 'k1')).rejects.toEqual(failsWith(keyReused))
      await create(token, body, 'k2')
      expect(await list(token)).toHaveLength(2)
      expect(await store.write(purgeReplies, { before: world.clock.now() + 1, limit: 100 })).toBeGreaterThan(1)
    })

    test('one partner’s key is nothing to another', async () => {
      const [a, b] = [await partner(), await partner()]
      expect((await create(a.token, {}, 'same')).idInstance).not.toBe((await create(b.token, {}, 'same')).idInstance)
    })

    test('what cannot be made is refused clearly', async () => {
      const { token, account: of } = await partner()
      await expect(create(token, { typeInstance: 'telegram' })).rejects.toEqual(failsWith(messengerRefused))
      await expect(create(token, { delaySendMessagesMilliseconds: 1 })).rejects.toEqual(failsWith(settingRefused))
      await expect(create(token, {}, 'white space')).rejects.toEqual(failsWith(keyMalformed))
      const reader = await issuePartnerToken(world, { account: of, name: 'r', writable: false, deed: deed() })
      await expect(create(reader.token)).rejects.toEqual(failsWith(partnerReadOnly))
      const elsewhere = { ...world, policy: { ...world.policy, cell: 'nowhere' } }
      const refused = call(createInstance, elsewhere, { credentials: { token } })
      await expect(refused).rejects.toEqual(failsWith(noNumberRange))
      expect(await list(token)).toEqual([])
    })
  })

  describe('getInstances', () => {
    test('has the contract’s fields and no other account’s instances', async () => {
      const [a, b] = [await partner(), await partner()]
      const made = await create(a.token)
      expect(await list(b.token)).toEqual([])
      const [row] = await list(a.token)
      const created = new Date(world.clock.now()).toISOString().slice(0, 19)
      expect(row).toEqual({
        idInstance: made.idInstance,
        name: `Instance ${made.idInstance}`,
        typeInstance: 'whatsapp',
        messenger: 'whatsapp',
        typeAccount: '',
        partnerUserUiid: '',
        timeCreated: created,
        timeDeleted: '0001-01-01T00:00:00',
        apiTokenInstance: made.apiTokenInstance,
        deleted: false,
        tariff: 'PARTNER_23',
        isFree: false,
        isPartner: true,
        expirationDate: new Date(world.clock.now() + DAY).toISOString().slice(0, 19),
        isExpired: false,
        stateInstance: 'notAuthorized',
        wid: '',
        externalId: '',
        metadata: {},
        revision: expect.any(Number),
      })
      expect(await ask(a.token, getInstance, { query: { idInstance: made.idInstance } })).toEqual(row)
      const foreign = ask(b.token, getInstance, { query: { idInstance: made.idInstance } })
      await expect(foreign).rejects.toEqual(failsWith(partnerNotFound))
    })

    test('expirationDate moves at 00:00 UTC+3 and stands still once deleted', async () => {
      const { token } = await partner()
      const { idInstance } = await create(token)
      const expires = async () => Date.parse(`${String((await list(token))[0]?.['expirationDate'])}Z`)
      const first = await expires()
      const midnight = DAY - ((world.clock.now() + 3 * 3_600_000) % DAY)
      await world.clock.advance(midnight - 1)
      expect(await expires()).toBe(first)
      await world.clock.advance(1)
      expect(await expires()).toBe(first + DAY)
      await ask(token, deleteInstanceAccount, { body: { idInstance } })
      await world.clock.advance(5 * DAY)
      expect(await expires()).toBe(first + DAY)
    })

    test('deleted ones are listed for three months', async () => {
      const { token } = await partner()
      const { idInstance } = await create(token)
      expect(await ask(token, deleteInstanceAccount, { body: { idInstance } })).toEqual({ deleteInstanceAccount: true })
      const again = ask(token, deleteInstanceAccount, { body: { idInstance } })
      await expect(again).rejects.toEqual(failsWith(partnerNotFound))
      expect((await list(token))[0]).toMatchObject({ deleted: true, timeDeleted: expect.stringMatching(/^20/) })
      expect(await list(token, { deleted: 'false' })).toEqual([])
      await world.clock.advance(93 * DAY)
      expect(await list(token)).toEqual([])
    })

    test('pages in the order of change; updatedSince shows what has changed', async () => {
      const { token, account: of } = await partner()
      const ids: number[] = []
      for (let i = 0; i < 5; i++) ids.push((await create(token)).idInstance)
      const seen: number[] = []
      let cursor: string | undefined = '0'
      let last = 0
      while (cursor !== undefined) {
        const sent = new Map<string, string>()
        const page = await list(token, { limit: 2, cursor: Number(cursor) }, sent)
        seen.push(...page.map(({ idInstance }) => idInstance))
        last = page.at(-1)?.revision ?? last
        cursor = sent.get('X-Next-Cursor')
      }
      expect(seen).toEqual(ids)
      const [changed = 0, gone = 0] = ids
      await store.write(changeState, { instance: changed, state: 'authorized', reason: 'x', at: world.clock.now() })
      await store.write(deleteInstance, { id: gone, account: of, at: world.clock.now() })
      const news = await list(token, { updatedSince: last })
      expect(news.map(({ idInstance }) => idInstance)).toEqual([changed, gone])
      expect(await list(token, { state: 'authorized' })).toHaveLength(1)
    })
  })

  test('another account’s instance cannot be deleted', async () => {
    const [a, b] = [await partner(), await partner()]
    const { idInstance } = await create(a.token)
    const foreign = ask(b.token, deleteInstanceAccount, { body: { idInstance } })
    await expect(foreign).rejects.toEqual(failsWith(partnerNotFound))
    expect(await list(a.token, { deleted: 'false' })).toHaveLength(1)
  })
})
