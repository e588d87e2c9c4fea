import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { Failure } from '../base/errors.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { eraseRows, erasableInstances, markErased } from './erase.ts'
import { findInstance } from './known-instances.ts'
import { markInboxDone, purgeInbox } from './inbox.ts'
import { claimLease, leaseLost, releaseLease, renewNode } from './lease.ts'
import { deleteInstance, ensureNumberRange, foreignNumberRange, takeInstanceId } from './lifecycle.ts'
import { beginLink, moveLink, readLink, showCode, showQr } from './link.ts'
import { addLinkPage, findLinkPage, purgeLinkPages, useLinkPages } from './link-page.ts'
import { sessionStore } from './session-store.ts'
import { openWebhookToken, sealSettings, updateSettings } from './settings-store.ts'
import { readSettings } from './settings.ts'
import { changeState, readHistory, writeHistory } from './state.ts'
import { makeInstance, rows, testWorld, worldOperations, type World } from './world.spec-suite.ts'

const failsWith = (kind: unknown) => expect.objectContaining({ kind })

describe.each(testStores({ ...worldOperations, writeHistory }))('$name', (engine) => {
  let store: MaintainedStore
  let world: World
  beforeAll(async () => {
    store = await engine.open()
    world = testWorld(store)
  })
  afterAll(() => engine.dispose())

  const at = 1_800_000_000_000
  const claim = async (instance: number, node = 'n1') => (await store.write(claimLease, { instance, node, at })) ?? 0

  describe('numbers and life', () => {
    test('idInstance is the prefix and a number never given twice, also under concurrency', async () => {
      const range = { cell: 'b', messenger: 'whatsapp', network: 'live' }
      await store.write(ensureNumberRange, { prefix: '1101', ...range })
      const taken = await Promise.all(Array.from({ length: 20 }, () => store.write(takeInstanceId, range)))
      expect(new Set(taken.map(({ id }) => id)).size).toBe(20)
      expect(Math.min(...taken.map(({ id }) => id))).toBe(1_101_000_001)
    })

    test('a range of another network is refused', async () => {
      await store.write(ensureNumberRange, { prefix: '1202', cell: 'b', messenger: 'whatsapp', network: 'live' })
      const foreign = { prefix: '1202', cell: 'b', messenger: 'whatsapp', network: 'sandbox' }
      await expect(store.write(ensureNumberRange, foreign)).rejects.toEqual(failsWith(foreignNumberRange))
    })

    test('creation books the first billing day once and writes the history', async () => {
      const { id } = await makeInstance(world)
      expect(await rows(store, `select day, cause from billing_day where instance = ${id}`)).toEqual([
        { day: '2027-01-15', cause: 'creation' },
      ])
      expect(await store.read(readHistory, { instance: id, count: 5 })).toMatchObject([
        { state: 'notAuthorized', reason: 'created' },
      ])
    })

    test('deletion is the owner’s alone, happens once, and ends wishes and links', async () => {
      const { id, account } = await makeInstance(world, { link: true })
      expect(await store.write(deleteInstance, { id, account: 'stranger', at })).toBe(false)
      expect(await store.write(deleteInstance, { id, account, at })).toBe(true)
      expect(await store.write(deleteInstance, { id, account, at })).toBe(false)
      expect(await rows(store, `select kind from instance_command where instance = ${id}`)).toEqual([
        { kind: 'remove' },
      ])
    })

    test('what is refused writes nothing, not even a counter', async () => {
      const { id, account } = await makeInstance(world)
      const counter = () => rows(store, `select value from counter where instance = 0 and name = 'revision'`)
      await store.write(deleteInstance, { id, account, at })
      const before = await counter()
      expect(await store.write(deleteInstance, { id, account, at })).toBe(false)
      expect(await store.write(deleteInstance, { id, account: 'stranger', at })).toBe(false)
      expect(await store.write(updateSettings, { instance: id, patch: { stateWebhook: 'yes' }, at })).toBeUndefined()
      expect(await counter()).toEqual(before)
    })

    test('erasure takes every row that names the instance but its own, and no other instance’s', async () => {
      const [gone, stays] = [await makeInstance(world), await makeInstance(world)]
      for (const { id } of [gone, stays]) {
        await claim(id)
        const keys = [{ type: 'session', id: 'a', value: Buffer.from('x') }]
        await sessions().commit(id, 1, { creds: Buffer.from('c'), keys, inbox: [inboxRow('i1')] })
      }
      await store.write(deleteInstance, { id: gone.id, account: gone.account, at })
      expect(await store.read(erasableInstances, { before: at, limit: 10 })).not.toContain(gone.id)
      expect(await store.read(erasableInstances, { before: at + 1, limit: 10 })).toContain(gone.id)
      while ((await store.write(eraseRows, { instance: gone.id, limit: 2 })) > 0);
      await store.write(markErased, { instance: gone.id, at })
      for (const table of ['session_creds', 'session_key', 'inbox', 'state_history']) {
        expect(await rows(store, `select 1 as x from ${table} where instance = ${gone.id}`)).toEqual([])
        expect(await rows(store, `select 1 as x from ${table} where instance = ${stays.id}`)).not.toEqual([])
      }
      expect(await store.read(erasableInstances, { before: at + 1, limit: 10 })).not.toContain(gone.id)
    })

    test('no table with an instance column is forgotten by erasure', async () => {
      const kept = new Set([
        'lease',
        'counter',
        'billing_day',
        'instance_command',
        'media',
        'instance',
        'partner_event',
      ])
      const found =
        engine.name === 'embedded'
          ? await rows(
              store,
              `select m.name as name from sqlite_master m join pragma_table_info(m.name) c
              where m.type = 'table' and c.name = 'instance'`,
            )
          : await rows(
              store,
              `select c.table_name as name from information_schema.columns c
              join pg_class k on k.relname = c.table_name and not k.relispartition
              where c.table_schema = 'public' and c.column_name = 'instance'`,
            )
      const { TABLES } = await import('./erase.ts')
      const erased = new Set(TABLES.map(([table]) => table))
      expect(found.map(({ name }) => String(name)).filter((name) => !kept.has(name) && !erased.has(name))).toEqual([])
    })
  })

  describe('states', () => {
    test('a change is told with what it was; the same state again is none', async () => {
      const { id } = await makeInstance(world)
      const authorized = { instance: id, state: 'authorized' as const, reason: 'x', at }
      expect(await store.write(changeState, authorized)).toMatchObject({ from: 'notAuthorized', to: 'authorized' })
      expect(await store.write(changeState, authorized)).toBeUndefined()
      expect(await store.read(readHistory, { instance: id, count: 9 })).toHaveLength(2)
    })

    test('every change is a new revision', async () => {
      const { id } = await makeInstance(world)
      const before = (await store.read(findInstance, { id }))?.revision ?? 0
      await store.write(changeState, { instance: id, state: 'starting', reason: 'x', at })
      expect((await store.read(findInstance, { id }))?.revision).toBeGreaterThan(before)
    })

    test('a deleted instance changes no more', async () => {
      const { id, account } = await makeInstance(world)
      await store.write(deleteInstance, { id, account, at })
      expect(await store.write(changeState, { instance: id, state: 'authorized', reason: 'x', at })).toBeUndefined()
      expect((await store.read(findInstance, { id }))?.state).toBe('notAuthorized')
    })

    test('a former holder changes nothing', async () => {
      const { id } = await makeInstance(world)
      const epoch = await claim(id)
      await claim(id)
      const late = { instance: id, state: 'blocked' as const, reason: 'x', at, epoch }
      await expect(store.write(changeState, late)).rejects.toEqual(failsWith(leaseLost))
    })

    test('history shows three states, newest first, and keeps the newest thousand', async () => {
      const { id } = await makeInstance(world)
      for (const state of ['starting', 'authorized', 'blocked'] as const)
        await store.write(changeState, { instance: id, state, reason: state, at })
      const states = async () =>
        (await store.read(readHistory, { instance: id, count: 2000 })).map(({ state }) => state)
      expect(await states()).toEqual(['blocked', 'authorized', 'notAuthorized'])
      const entry = { instance: id, state: 'notAuthorized' as const, reason: 'x', phone: null, at }
      for (let i = 0; i < 998; i++) await store.write(writeHistory, entry)
      // of the four first entries two are gone: `created` and `starting`
      expect(await states()).toHaveLength(1000)
      expect((await states()).slice(-2)).toEqual(['blocked', 'authorized'])
    })
  })

  describe('leases', () => {
    test('one of many claimers gets a lease', async () => {
      const { id } = await makeInstance(world)
      for (const node of ['a', 'b', 'c']) await store.write(renewNode, { node, until: at + 1000, keyVersion: 1 })
      const epochs = await Promise.all(
        ['a', 'b', 'c'].map((node) => store.write(claimLease, { instance: id, node, at })),
      )
      expect(epochs.filter((epoch) => epoch !== undefined)).toEqual([1])
    })

    test('a lease is free when released or when its holder has died; its epoch only grows', async () => {
      const { id } = await makeInstance(world)
      await store.write(renewNode, { node: 'x', until: at + 1000, keyVersion: 1 })
      expect(await claim(id, 'x')).toBe(1)
      expect(await store.write(claimLease, { instance: id, node: 'y', at })).toBeUndefined()
      expect(await store.write(claimLease, { instance: id, node: 'y', at: at + 1000 })).toBe(2)
      expect(await store.write(releaseLease, { instance: id, node: 'x', epoch: 1 })).toBe(false)
      expect(await store.write(releaseLease, { instance: id, node: 'y', epoch: 2 })).toBe(true)
      expect(await claim(id, 'x')).toBe(3)
    })
  })

  const sessions = () => sessionStore({ ...world, sentMessage: () => Promise.resolve(undefined) })
  const inboxRow = (id: string) => ({ id, stanza: Buffer.from(`s-${id}`), plaintext: Buffer.from(`p-${id}`) })

  describe('session state', () => {
    test('comes back as it was, and lies sealed', async () => {
      const { id } = await makeInstance(world)
      const epoch = await claim(id)
      const keys = Array.from({ length: 812 }, (_, i) => ({
        type: 'pre-key',
        id: String(i),
        value: Buffer.from(`secret-key-${i}`),
      }))
      await sessions().commit(id, epoch, { creds: Buffer.from('secret-creds'), keys })
      expect((await sessions().creds(id))?.toString()).toBe('secret-creds')
      const found = await sessions().keys(id, 'pre-key', ['0', '811', 'none'])
      expect(
        Object.entries(Object.fromEntries([...found].map(([key, value]) => [key, Buffer.from(value).toString()]))),
      ).toEqual([
        ['0', 'secret-key-0'],
        ['811', 'secret-key-811'],
      ])
      const raw = await rows(store, `select value from session_key where instance = ${id}`)
      expect(raw).toHaveLength(812)
      expect(raw.some(({ value }) => Buffer.from(value as Uint8Array).includes('secret'))).toBe(false)
    })

    test('a key named twice keeps its last value, null deletes', async () => {
      const { id } = await makeInstance(world)
      const epoch = await claim(id)
      const key = (value: string | null) => ({ type: 't', id: 'k', value: value === null ? null : Buffer.from(value) })
      await sessions().commit(id, epoch, { keys: [key('1'), key('2')] })
      expect(Buffer.from((await sessions().keys(id, 't', ['k'])).get('k') ?? []).toString()).toBe('2')
      await sessions().commit(id, epoch, { keys: [key(null)] })
      expect((await sessions().keys(id, 't', ['k'])).size).toBe(0)
    })

    test('a former epoch writes nothing at all', async () => {
      const { id } = await makeInstance(world)
      const epoch = await claim(id)
      const next = await claim(id)
      const change = { creds: Buffer.from('late'), inbox: [inboxRow('late')] }
      await expect(sessions().commit(id, epoch, change)).rejects.toBeInstanceOf(Failure)
      await expect(sessions().erase(id, epoch)).rejects.toEqual(failsWith(leaseLost))
      expect(await sessions().creds(id)).toBeUndefined()
      expect(await sessions().inbox(id)).toEqual([])
      await store.write(releaseLease, { instance: id, node: 'n1', epoch: next })
      await expect(sessions().commit(id, next, change)).rejects.toEqual(failsWith(leaseLost))
    })

    test('the inbox keeps order, knows a ciphertext again, and is purged once recorded', async () => {
      const { id } = await makeInstance(world)
      const epoch = await claim(id)
      for (const name of ['b', 'a', 'b']) await sessions().commit(id, epoch, { inbox: [inboxRow(name)] })
      expect((await sessions().inbox(id)).map((row) => row.id)).toEqual(['b', 'a'])
      expect(await store.write(markInboxDone, { instance: id, id: 'b', at })).toBe(true)
      expect(await store.write(markInboxDone, { instance: id, id: 'b', at })).toBe(false)
      expect((await sessions().inbox(id)).map((row) => row.id)).toEqual(['a'])
      expect(Buffer.from((await sessions().inboxRow(id, 'b'))?.plaintext ?? []).toString()).toBe('p-b')
      expect(await store.write(purgeInbox, { before: at, limit: 100 })).toBe(0)
      expect(await store.write(purgeInbox, { before: at + 1, limit: 100 })).toBe(1)
      expect(await sessions().inboxRow(id, 'b')).toBeUndefined()
      expect(await sessions().inboxRow(id, 'a')).toBeDefined()
    })

    test('erasing removes keys and leaves messages', async () => {
      const { id } = await makeInstance(world)
      const epoch = await claim(id)
      const keys = [{ type: 't', id: 'k', value: Buffer.from('v') }]
      await sessions().commit(id, epoch, { creds: Buffer.from('c'), keys, inbox: [inboxRow('m')] })
      await sessions().erase(id, epoch)
      expect(await sessions().creds(id)).toBeUndefined()
      expect((await sessions().keys(id, 't', ['k'])).size).toBe(0)
      expect(await sessions().inbox(id)).toHaveLength(1)
    })
  })

  test('settings are changed one by one; the webhook token lies sealed for its instance', async () => {
    const { id } = await makeInstance(world)
    const patch = sealSettings(id, { webhookUrl: 'https://a.test/', webhookUrlToken: 'topsecret' }, world.keyring)
    await store.write(updateSettings, { instance: id, patch, at })
    const stored = await store.write(updateSettings, { instance: id, patch: { stateWebhook: 'yes' }, at })
    expect(stored).toMatchObject({ webhookUrl: 'https://a.test/', stateWebhook: 'yes', incomingWebhook: 'no' })
    const raw = (await store.read(findInstance, { id }))?.settings ?? ''
    expect(raw).not.toContain('topsecret')
    expect(openWebhookToken(id, readSettings(raw), world.keyring)).toBe('topsecret')
    expect(() => openWebhookToken(id + 1, readSettings(raw), world.keyring)).toThrow()
  })

  test('what an attempt shows counts while it is the current one', async () => {
    const { id } = await makeInstance(world)
    const begin = (attempt: string) =>
      store.write(beginLink, { instance: id, node: 'n1', attempt, at, expiresAt: at + 1000, phone: null })
    await begin('one')
    expect(
      await store.write(showQr, { instance: id, attempt: 'one', qr: Buffer.from('q1'), expiresAt: at + 2000 }),
    ).toBe(true)
    await store.write(showCode, {
      instance: id,
      attempt: 'one',
      code: Buffer.from('ABCD1234'),
      expiresAt: at + 150_000,
    })
    await store.write(showQr, { instance: id, attempt: 'one', qr: Buffer.from('q2'), expiresAt: at + 3000 })
    expect((await store.read(readLink, { instance: id }))?.link).toMatchObject({
      phase: 'code',
      expires_at: at + 150_000,
    })
    await begin('two')
    expect(await store.write(showQr, { instance: id, attempt: 'one', qr: Buffer.from('late'), expiresAt: at })).toBe(
      false,
    )
    const over = { instance: id, attempt: 'two', phase: 'failed' as const, reason: 'r', expiresAt: at }
    await store.write(moveLink, over)
    expect(await store.write(showQr, { instance: id, attempt: 'two', qr: Buffer.from('late'), expiresAt: at })).toBe(
      false,
    )
    expect((await store.read(readLink, { instance: id }))?.link).toMatchObject({
      phase: 'failed',
      qr_sealed: null,
      code_sealed: null,
    })
  })

  test('link pages are found by hash, used once, purged when over', async () => {
    const { id } = await makeInstance(world)
    await store.write(addLinkPage, {
      token_hash: `h-${id}`,
      instance: id,
      return_url: null,
      frame_origins: '[]',
      created_at: at,
      expires_at: at + 1000,
    })
    await store.write(useLinkPages, { instance: id, at: at + 1 })
    await store.write(useLinkPages, { instance: id, at: at + 2 })
    expect((await store.read(findLinkPage, { hash: `h-${id}` }))?.page.used_at).toBe(at + 1)
    expect(await store.write(purgeLinkPages, { before: at + 1001, limit: 10 })).toBe(1)
    expect(await store.read(findLinkPage, { hash: `h-${id}` })).toBeUndefined()
  })
})
