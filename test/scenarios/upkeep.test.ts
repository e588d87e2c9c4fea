import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createInstance, instanceOf, link, partnerCall } from '../client.ts'
import { accountOf, operatorOf } from '../console-accounts.ts'
import type { ConsoleClient } from '../console-client.ts'
import { databaseOf, testStores } from '../database.ts'
import { renewNode } from '../../src/instances/lease.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'

interface Job {
  id: string
  state: string
  done: number
  total: number
  said: string
  file: { url: string; fileName: string } | null
}

interface Upkeep {
  retention: { now: Record<string, number>; configured: Record<string, number> }
  keys: { sealsWith: number; resealedWith: number | null; restartFor: number | null }
  jobs: Job[]
}

interface Line {
  table: string
  row: Record<string, unknown>
}

describe.each(testStores({}))('what the operator looks after, $name', (engine) => {
  let network: TestNetwork
  const { covers, check } = proofs(import.meta.url, () => network)
  let operator: ConsoleClient
  beforeAll(async () => {
    network = await startNetwork({ env: { ROOKERY_UNLIMITED: 'true', ...(await databaseOf(engine)) } })
    operator = await operatorOf(network)
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
    await engine.dispose()
    check()
  })

  const look = () => operator.operate<Upkeep>('getUpkeep')
  /** Asks for a job and waits for its end. */
  async function ended(kind: string, subject = ''): Promise<Job> {
    const { id } = await operator.operate<{ id: string }>('askJob', { kind, subject })
    const find = async () => (await look()).jobs.find((job) => job.id === id)
    await expect.poll(async () => (await find())?.state).toMatch(/done|failed/)
    return (await find()) as Job
  }
  const linesOf = async ({ file }: Job): Promise<Line[]> => {
    const answer = await fetch(file?.url ?? '')
    const text = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
  }

  covers(['getUpkeep', 'setRetention'], 'retention is shown, set and taken back', async () => {
    const { retention } = await look()
    expect(retention.now).toEqual({ journalDays: 90, deliveryDays: 7, eraseDays: 7 })
    await operator.operate('setRetention', { journalDays: 30, eraseDays: 0 })
    expect((await look()).retention.now).toEqual({ journalDays: 30, deliveryDays: 7, eraseDays: 0 })
    await expect(operator.operate('setRetention', { journalDays: 0 })).rejects.toMatchObject({ status: 400 })
    await operator.operate('setRetention', {})
    expect((await look()).retention.now).toEqual(retention.configured)
  })

  covers(['askJob'], 'an instance is handed out without its secrets, then nothing of it is left', async () => {
    const instance = await createInstance(network)
    const friend = network.sandbox.createPhone({ number: '15550108002', name: 'Grace' })
    await link(network, instance, '15550108001')
    await instance.call('setSettings', { webhookUrlToken: 'Bearer of a secret' })
    const { idMessage } = (await instance.call('sendMessage', {
      chatId: `${friend.number}@c.us`,
      message: 'Kept for now',
    })) as { idMessage: string }
    await friend.waitFor(({ id }) => id === idMessage)

    const out = await ended('exportInstance', String(instance.idInstance))
    expect(out).toMatchObject({ state: 'done', file: { fileName: `instance-${instance.idInstance}.jsonl.gz` } })
    const lines = await linesOf(out)
    expect(lines).toHaveLength(Number(out.said))
    const rows = (table: string) => lines.filter((line) => line.table === table).map(({ row }) => row)
    expect(rows('journal')).toContainEqual(expect.objectContaining({ id_message: idMessage }))
    expect(JSON.stringify(rows('journal'))).toContain('Kept for now')
    expect(rows('peer')).toContainEqual(expect.objectContaining({ phone: '15550108002' }))
    expect(rows('instance')).toHaveLength(1)
    const whole = JSON.stringify(lines)
    expect(whole).not.toMatch(/token_sealed|token_hash|proxy_sealed|webhookUrlToken/)
    expect(whole).not.toContain(instance.apiTokenInstance)

    expect(await ended('eraseInstance', String(instance.idInstance))).toMatchObject({ state: 'done' })
    await expect(
      operator.operate('askJob', { kind: 'exportInstance', subject: String(instance.idInstance) }),
    ).rejects.toMatchObject({ code: 'jobSubjectUnknown' })
    const left = (await partnerCall(network, 'getInstances')) as { idInstance: number; deleted: boolean; wid: string }[]
    expect(left.find(({ idInstance }) => idInstance === instance.idInstance)).toMatchObject({ deleted: true, wid: '' })
    await expect(
      instanceOf(network, instance.idInstance, instance.apiTokenInstance).call('getChatHistory', {
        chatId: `${friend.number}@c.us`,
      }),
    ).rejects.toThrow(/40[01]/)
  })

  covers(['getAccountOf'], 'an account is handed out whole; erased it keeps its money and no names', async () => {
    const { id, owner } = await accountOf(network, operator)
    const { email } = (await owner.call<{ person: { email: string } }>('getSession')).person
    await owner.call('createInstanceHere', { name: 'Of somebody' })
    await owner.call('sendSupportMessage', { text: 'My name is Ada' })
    const form = new FormData()
    form.set('file', new Blob(['my passport']), 'passport.txt')
    await fetch(`${network.apiUrl}/console/api/sendSupportFile`, {
      method: 'POST',
      body: form,
      headers: { cookie: owner.cookie, 'x-csrf-token': owner.csrf },
    })
    const { messages } = await owner.call<{ messages: { files: { url: string }[] }[] }>('getSupportChat')
    const attached = messages.flatMap(({ files }) => files.map(({ url }) => url))
    expect(attached).toHaveLength(1)
    const figures = { prepaid: 0, taxRate: 1900, dueDays: 14, creditLimit: null, refuseOverLimit: false }
    const buyer = { name: 'Ada Ltd', address: ['1 Quay Street'], taxId: 'EX1', email: 'books@example.org' }
    await operator.operate('setTermsOf', { account: id, buyer, ...figures })
    const handedOut = await ended('exportAccount', id)
    const lines = await linesOf(handedOut)
    const tables = new Set(lines.map(({ table }) => table))
    for (const table of ['account', 'person', 'membership', 'support_message', 'instance', 'audit'])
      expect(tables, table).toContain(table)
    expect(JSON.stringify(lines)).not.toMatch(/password_hash|totp_sealed|token_hash/)
    expect(lines.find(({ table }) => table === 'person')?.row).toMatchObject({ email })

    await expect(operator.operate('askJob', { kind: 'eraseAccount', subject: id })).rejects.toMatchObject({
      code: 'accountNotClosed',
    })
    await operator.operate('setAccountStatus', { account: id, status: 'closed', reason: '' })
    expect(await ended('eraseAccount', id)).toMatchObject({ state: 'done', said: '1' })
    await expect(owner.call('getSession')).rejects.toMatchObject({ code: 'signInNeeded' })
    // the files go with it, and an export that was made before; who was invoiced stays, as the law asks
    for (const url of [...attached, handedOut.file?.url ?? '']) expect((await fetch(url)).status, url).toBe(410)
    expect(await operator.operate('getTermsOf', undefined, { account: id })).toMatchObject({
      buyer: { ...buyer, email: '' },
    })
    expect(await operator.operate('getAccountOf', undefined, { account: id })).toMatchObject({
      account: { name: 'Erased', status: 'closed' },
      members: [],
    })
    expect(JSON.stringify(await linesOf(await ended('exportAccount', id)))).not.toContain(email)
    const log = await operator.operate<{ action: string }[]>('getInstallationAudit', undefined, { account: id })
    expect(log.map(({ action }) => action)).toEqual(expect.arrayContaining(['accountErased', 'instanceDeleted']))
  })

  test('a master key is added and seals everything: at once where one gateway is, else after a restart', async () => {
    const keys = async () => (await look()).keys
    expect(await keys()).toEqual({ sealsWith: 1, resealedWith: null, restartFor: null, waitsFor: [] })
    const { apiTokenInstance, idInstance } = await createInstance(network)
    expect(await ended('rotateKey')).toMatchObject({ state: 'done', said: '2' })
    if (engine.name === 'postgres') {
      expect(await keys()).toMatchObject({ sealsWith: 1, restartFor: 2, waitsFor: [expect.any(String)] })
      for (const kind of ['reseal', 'rotateKey'])
        await expect(operator.operate('askJob', { kind })).rejects.toMatchObject({ code: 'gatewayNotRestarted' })
      await network.restart()
      operator = await operatorOf(network)
      expect(await keys()).toEqual({ sealsWith: 2, resealedWith: null, restartFor: null, waitsFor: [] })
      // another gateway has not been restarted, then it is
      const says = (keyVersion: number, until: number) =>
        network.gateway.ports.store.write(renewNode, { node: 'other', until, keyVersion })
      await says(1, Date.now() + 600_000)
      expect(await keys()).toMatchObject({ sealsWith: 2, restartFor: 2, waitsFor: ['other'] })
      await says(2, Date.now() + 600_000)
      expect(await keys()).toMatchObject({ restartFor: null, waitsFor: [] })
      await says(2, 0)
      const sealed = await ended('reseal')
      expect(sealed).toMatchObject({ state: 'done', done: sealed.total })
      expect(Number(sealed.said)).toBeGreaterThan(0)
    }
    expect(await keys()).toEqual({ sealsWith: 2, resealedWith: 2, restartFor: null, waitsFor: [] })
    expect(await ended('reseal')).toMatchObject({ said: '0' })
    await instanceOf(network, idInstance, apiTokenInstance).call('getStateInstance')
    // what was sealed anew opens for whoever starts next
    await network.restart()
    operator = await operatorOf(network)
    expect(await keys()).toMatchObject({ sealsWith: 2, restartFor: null })
    await instanceOf(network, idInstance, apiTokenInstance).call('getStateInstance')
  })
})
