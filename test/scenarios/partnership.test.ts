import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Role } from '../../src/contract/method.ts'
import { methods } from '../../src/methods.ts'
import { accountOf, operatorOf, PASSWORD, takeInvitation } from '../console-accounts.ts'
import { databaseOf, testStores } from '../database.ts'
import { consoleClient, type ConsoleClient, type ConsoleError } from '../console-client.ts'
import { liveThroughMonth, publishStandard } from '../money.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'

/** Partner methods that take a body and change nothing. */
const READING: ReadonlySet<string> = new Set(['quotePlan'])

describe.each(testStores({}))('$name', (engine) => {
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

  const fresh = () => consoleClient(network.apiUrl)
  const refused = (call: Promise<unknown>, code: string) =>
    expect(call).rejects.toEqual(expect.objectContaining({ code }))

  const take = (link: string | null) => takeInvitation(network, link)
  const account = (kind?: 'standard' | 'partner') => accountOf(network, operator, kind)

  /** A partner with its first token revealed. */
  async function partner() {
    const { id, owner } = await account()
    const { token } = await operator.operate<{ token: string }>('enrolAccount', { account: id })
    const { partnerToken } = await owner.call<{ partnerToken: string }>('revealPartnerToken', {
      id: token,
      password: PASSWORD,
    })
    return { id, owner, token, partnerToken }
  }

  async function ask<T = Record<string, unknown>>(
    method: string,
    token: string,
    body?: object,
    headers: Record<string, string> = {},
  ) {
    const answer = await fetch(`${network.apiUrl}/partner/${method}/${token}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', ...headers },
    })
    return (await answer.json()) as T
  }
  const UNAUTHORIZED = { code: 401, description: 'Unauthorized' }

  covers(
    [
      'acceptInvitation',
      'addAccount',
      'declinePartnership',
      'enrolAccount',
      'getAccount',
      'getAuditLog',
      'requestPartnership',
      'setAccountLimits',
    ],
    'from a request to the token in the profile, shown once; creating in the console shows the call instead',
    async () => {
      const { id, owner } = await account()
      await refused(owner.call('requestPartnership', { confirmed: ['corporateEmail'] }), 'preparationNeeded')
      const confirmed = ['separateAccount', 'corporateEmail', 'creationByApi', 'oldInstancesKeepTheirPlan']
      const { idInstance: old } = await owner.call<{ idInstance: number }>('createInstanceHere', { name: 'Old' })
      await owner.call('requestPartnership', { confirmed, note: 'We connect shops.' })
      expect(await operator.operate('findAccounts', undefined, { asking: 'true' })).toMatchObject({ total: 1 })
      await operator.operate('declinePartnership', { account: id })
      expect(await operator.operate('findAccounts', undefined, { asking: 'true' })).toMatchObject({ total: 0 })
      await owner.call('requestPartnership', { confirmed })
      const { token } = await operator.operate<{ token: string }>('enrolAccount', { account: id })
      expect(await owner.call('getAccount')).toMatchObject({
        accountType: 'Partner',
        mayCreateHere: false,
        instances: { living: 1, notPartner: 1 },
        partnership: { decision: 'enrolled' },
      })
      await refused(owner.call('requestPartnership', { confirmed }), 'partnerAlready')
      await refused(owner.call('revealPartnerToken', { id: token, password: 'not this one' }), 'signInRefused')
      const shown = await owner.call<{ partnerToken: string }>('revealPartnerToken', { id: token, password: PASSWORD })
      await refused(owner.call('revealPartnerToken', { id: token, password: PASSWORD }), 'tokenRevealed')

      const refusal = (await owner
        .call('createInstanceHere', { name: "Ada's shop" })
        .catch((error) => error)) as ConsoleError
      expect(refusal.code).toBe('createByApi')
      expect(refusal.detail['call']).toContain(
        `curl -X POST '${network.apiUrl}/partner/createInstance/{{partnerToken}}'`,
      )
      const made = await ask<{ idInstance: number }>(
        'createInstance',
        shown.partnerToken,
        refusal.detail['body'] as object,
      )
      expect(await owner.call('getInstanceList', undefined, { search: 'shop' })).toMatchObject({
        instances: [{ idInstance: made.idInstance, name: "Ada's shop", isPartner: true }],
      })
      expect(await ask('deleteInstanceAccount', shown.partnerToken, { idInstance: old })).toEqual({
        deleteInstanceAccount: true,
      })
      await operator.operate('setAccountLimits', { account: id, consoleCreation: true, instanceCap: 2 })
      await owner.call('createInstanceHere', { name: 'Allowed' })
      await refused(owner.call('createInstanceHere', { name: 'One too many' }), 'noNumberRangeHere')
      expect(await ask('createInstance', shown.partnerToken, {})).toEqual({
        code: 100,
        description: 'No free instances',
      })
      const log = await owner.call<{ action: string }[]>('getAuditLog')
      for (const action of ['tokenIssued', 'tokenRevealed', 'partnerEnrolled', 'accountLimitsSet', 'instanceDeleted'])
        expect(log.map((entry) => entry.action)).toContain(action)
      expect(JSON.stringify(log)).not.toContain(shown.partnerToken)
    },
  )

  covers(
    [
      'addPartnerEndpoint',
      'changeInstanceApiToken',
      'changePartnerApiToken',
      'changePartnerEndpoint',
      'changePartnerToken',
      'createInstances',
      'deleteInstances',
      'getPartnerTokens',
      'issuePartnerToken',
      'removePartnerEndpoint',
      'revealPartnerToken',
      'revokePartnerToken',
      'rotatePartnerEndpointSecret',
      'rotatePartnerToken',
      'testPartnerEndpoint',
      'updateInstance',
    ],
    'tokens are bounded to rights and addresses, rotated with an overlap, revoked',
    async () => {
      const { owner, partnerToken } = await partner()
      const { idInstance } = await ask<{ idInstance: number }>('createInstance', partnerToken, { name: 'A' })
      const issue = (body: object) => owner.call<{ id: string; partnerToken: string }>('issuePartnerToken', body)
      const reader = await issue({ name: 'reader', writable: false })
      expect(await ask('getInstances', reader.partnerToken)).toMatchObject([{ idInstance, apiTokenInstance: '' }])
      // an older collection asks by POST, and names are matched without regard to case
      for (const name of ['getInstances', 'GETINSTANCES'])
        expect(await ask(name, partnerToken, {})).toMatchObject([{ idInstance }])
      const writing = methods.filter(({ family, verb, name }) => {
        return family.name === 'partner' && verb !== 'GET' && !READING.has(name)
      })
      expect(writing.length).toBeGreaterThan(10)
      for (const { name, example } of writing)
        expect.soft(await ask(name, reader.partnerToken, example.body ?? {}), name).toMatchObject({ code: 403 })
      const elsewhere = await issue({ name: 'elsewhere', addresses: ['203.0.113.0/24', '2001:db8::/32'] })
      expect(await ask('getInstances', elsewhere.partnerToken)).toEqual(UNAUTHORIZED)
      await refused(issue({ name: 'x', addresses: ['203.0.113.0/240'] }), 'rangeMalformed')
      const here = { id: elsewhere.id, name: 'here', addresses: ['127.0.0.1'] }
      await owner.call('changePartnerToken', here)
      expect(await ask('getInstances', elsewhere.partnerToken)).toHaveLength(1)

      const rotated = await ask<{ partnerToken: string }>('changePartnerApiToken', partnerToken, { overlapHours: 0 })
      expect(await ask('getInstances', partnerToken)).toEqual(UNAUTHORIZED)
      expect(await ask('getInstances', rotated.partnerToken)).toHaveLength(1)
      const again = await owner.call<{ partnerToken: string }>('rotatePartnerToken', {
        id: elsewhere.id,
        overlapHours: 1,
      })
      expect(await ask('getInstances', elsewhere.partnerToken)).toHaveLength(1)
      expect(await ask('getInstances', again.partnerToken)).toHaveLength(1)
      await owner.call('revokePartnerToken', { id: reader.id })
      expect(await ask('getInstances', reader.partnerToken)).toEqual(UNAUTHORIZED)
      const tokens = await owner.call<{ name: string; lastUsedAt: number | null }[]>('getPartnerTokens')
      expect(tokens.map(({ name }) => name)).toEqual(['first', 'reader', 'here', 'first', 'here'])
      const stranger = await partner()
      await refused(stranger.owner.call('revokePartnerToken', { id: elsewhere.id }), 'tokenUnknown')
    },
  )

  test('a template, names and facts of the partner’s own; bulk calls with a dry run', async () => {
    const { owner, partnerToken } = await partner()
    const { id } = await owner.call<{ id: string; partnerToken: string }>('issuePartnerToken', { name: 'made' })
    await owner.call('revokePartnerToken', { id })
    const template = { webhookUrl: 'https://hooks.example.org/in', incomingWebhook: 'yes' }
    const shops = await owner.call<{ partnerToken: string }>('issuePartnerToken', { name: 'shops', template })
    const bulk = {
      instances: [
        { name: 'North', externalId: 'n1', metadata: { region: 'north' } },
        { name: 'South', incomingWebhook: 'no' },
        { delaySendMessagesMilliseconds: 100, webhookUrl: 'nowhere' },
        { metadata: { long: 'x'.repeat(5000) } },
      ],
    }
    type Made = { instances: { idInstance: number | null; apiTokenInstance: string; error: { code: number } | null }[] }
    const dry = await ask<Made>('createInstances', shops.partnerToken, { ...bulk, dryRun: true })
    expect(dry.instances.map(({ error }) => error?.code ?? 0)).toEqual([0, 0, 400, 400])
    expect(await ask('getInstances', partnerToken)).toEqual([])
    const { instances: made } = await ask<Made>('createInstances', shops.partnerToken, bulk)
    const [north, south] = made
    expect(made.map(({ error }) => error?.code ?? 0)).toEqual([0, 0, 400, 400])
    const settings = async (one: Made['instances'][number] | undefined) =>
      (await fetch(`${network.apiUrl}/waInstance${one?.idInstance}/getSettings/${one?.apiTokenInstance}`)).json()
    expect(await settings(north)).toMatchObject(template)
    expect(await settings(south)).toMatchObject({ ...template, incomingWebhook: 'no' })
    const idInstance = north?.idInstance ?? 0
    const changed = await ask('updateInstance', partnerToken, {
      idInstance,
      name: 'Far north',
      metadata: { region: 'far' },
    })
    expect(changed).toMatchObject({ name: 'Far north', externalId: 'n1', metadata: { region: 'far' } })
    expect(await ask('updateInstance', partnerToken, { idInstance: 7, name: 'x' })).toMatchObject({ code: 404 })
    const renewed = await ask<{ apiTokenInstance: string }>('changeInstanceApiToken', partnerToken, { idInstance })
    expect(renewed.apiTokenInstance).not.toBe(north?.apiTokenInstance)
    expect(await settings({ ...north, ...renewed } as Made['instances'][number])).toMatchObject(template)
    const idInstances = [idInstance, south?.idInstance ?? 0, 1101999999]
    expect(await ask('deleteInstances', partnerToken, { idInstances, dryRun: true })).toEqual({
      dryRun: true,
      deleted: idInstances.slice(0, 2),
      notFound: [1101999999],
    })
    expect(await ask('deleteInstances', partnerToken, { idInstances })).toMatchObject({
      deleted: idInstances.slice(0, 2),
    })
    expect(await ask('deleteInstances', partnerToken, { idInstances })).toMatchObject({ notFound: idInstances })
  })

  covers(['getCharges', 'importInstances'], 'a partner who moves in keeps its token and its instances', async () => {
    const { id, owner } = await account()
    // the form that the programme's page shows
    const value = 'gac.1234567891234567891234567891213456789'
    await refused(operator.operate('enrolAccount', { account: id, value: 'gac.short' }), 'tokenMalformed')
    await operator.operate('enrolAccount', { account: id, value })
    const pairs = [
      { idInstance: 1103000001, apiTokenInstance: 'ab'.repeat(25), name: 'Kept' },
      { idInstance: 7103000900, apiTokenInstance: 'cd'.repeat(25) },
    ]
    expect(await operator.operate('importInstances', { account: id, instances: pairs })).toEqual({
      imported: [1103000001, 7103000900],
      refused: [],
    })
    expect(await operator.operate('importInstances', { account: id, instances: pairs.slice(0, 1) })).toEqual({
      imported: [],
      refused: [1103000001],
    })
    const state = await fetch(`${network.apiUrl}/waInstance1103000001/getStateInstance/${'ab'.repeat(25)}`)
    expect(await state.json()).toEqual({ stateInstance: 'notAuthorized' })
    const { idInstance } = await ask<{ idInstance: number }>('createInstance', value, {})
    expect(idInstance).toBeGreaterThan(7103000900)
    expect(await ask('getInstances', value)).toHaveLength(3)
    // what was imported is charged from then on, linked or not
    const { days } = await owner.call<{ days: object[] }>('getCharges')
    expect(days).toMatchObject([{ instances: 3 }])
  })

  test('a suspended account is charged on, and what it owes stays due when it is closed', async () => {
    await publishStandard(network, { PARTNER_23: { day: 50_000_000 } })
    const { id, owner, partnerToken } = await partner()
    await ask('createInstance', partnerToken, {})
    await operator.operate('setAccountStatus', { account: id, status: 'suspended', reason: 'Unpaid.' })
    await liveThroughMonth(network, id)
    const { days } = await owner.call<{ days: { instances: number; amount: number }[] }>('getCharges')
    expect(days.length).toBeGreaterThan(0)
    expect(days.every(({ instances, amount }) => instances === 1 && amount === 50)).toBe(true)
    const owed = await owner.call<{ balance: number }>('getBilling')
    expect(owed.balance).toBeLessThanOrEqual(-50 * days.length)
    await operator.operate('setAccountStatus', { account: id, status: 'closed', reason: 'Left.' })
    expect(await owner.call('getBilling')).toMatchObject({ balance: owed.balance })
    expect(await owner.call('getInvoices')).toMatchObject([{ kind: 'invoice' }])
  })

  covers(
    ['setAccountStatus'],
    'a suspended account is read only and its tokens open nothing; a closed one is emptied for good',
    async () => {
      const { id, owner, partnerToken } = await partner()
      const made = await ask<{ idInstance: number; apiTokenInstance: string }>('createInstance', partnerToken, {})
      const state = async () =>
        (await fetch(`${network.apiUrl}/waInstance${made.idInstance}/getStateInstance/${made.apiTokenInstance}`)).status
      await operator.operate('setAccountStatus', { account: id, status: 'suspended', reason: 'Unpaid.' })
      expect(await ask('getInstances', partnerToken)).toEqual(UNAUTHORIZED)
      await refused(owner.call('renameAccount', { name: 'X' }), 'accountStopped')
      expect(await owner.call('getAccount')).toMatchObject({ status: 'suspended', statusReason: 'Unpaid.' })
      expect(await state()).toBe(200)
      await operator.operate('setAccountStatus', { account: id, status: 'active', reason: '' })
      expect(await ask('getInstances', partnerToken)).toHaveLength(1)
      const closed = { account: id, status: 'closed', reason: 'Left.' }
      expect(await operator.operate('setAccountStatus', closed)).toEqual({ status: 'closed', deleted: 1 })
      await refused(operator.operate('setAccountStatus', { ...closed, status: 'active' }), 'accountClosed')
      expect(await state()).toBe(400)
    },
  )

  covers(
    ['getInstallationAudit', 'renameAccount', 'visitAccount'],
    'an operator’s visit is audited and keeps off the owner’s own affairs',
    async () => {
      const { id, owner, token } = await partner()
      await operator.operate('visitAccount', { account: id })
      expect(await operator.call('getSession')).toMatchObject({ account: { id, role: 'operator' } })
      await operator.call('renameAccount', { name: 'Renamed' })
      for (const [method, body] of [
        ['revealPartnerToken', { id: token, password: PASSWORD }],
        ['rotatePartnerToken', { id: token }],
        ['issuePartnerToken', { name: 'x' }],
        ['transferOwnership', { person: 'x', password: PASSWORD }],
      ] as const)
        await refused(operator.call(method, body), 'roleRefused')
      await operator.operate('visitAccount', { account: null })
      await refused(operator.call('getAccount'), 'accountNeeded')
      const log = await owner.call<{ action: string; actor: string }[]>('getAuditLog')
      expect(log.slice(0, 3).map(({ action }) => action)).toEqual(['visitEnded', 'accountRenamed', 'visitBegun'])
      expect(await operator.operate('getInstallationAudit', undefined, { limit: '1' })).toMatchObject([
        { action: 'visitEnded', account: id },
      ])
    },
  )

  test('every console and operator method is refused to whoever lacks its role, before anything is read', async () => {
    const { owner } = await partner()
    const { link } = await owner.call<{ link: string }>('inviteMember', { email: 'member@example.org' })
    const callers = { nobody: fresh(), member: await take(link), owner, operator }
    const needs: Record<Role, readonly (keyof typeof callers)[]> = {
      anyone: ['nobody', 'member', 'owner', 'operator'],
      person: ['member', 'owner', 'operator'],
      member: ['member', 'owner'],
      owner: ['owner'],
      operator: ['operator'],
    }
    const ours = methods.filter(({ family }) => family.name === 'console' || family.name === 'operator')
    expect(ours.length).toBeGreaterThan(40)
    const REFUSALS = new Set(['signInNeeded', 'roleRefused', 'accountNeeded'])
    for (const { name, family, verb, role, watch } of ours) {
      if (name === 'signOut' || watch) continue
      if (role === undefined) throw new Error(`${name} names no role`)
      for (const [who, client] of Object.entries(callers)) {
        // a body that no schema takes: whoever is let in is told so, and nothing is done
        const ask = family.name === 'operator' ? client.operate : client.call
        const outcome = await ask(name, verb === 'GET' ? undefined : ([] as object)).then(
          () => 'done',
          (error: ConsoleError) => error.code,
        )
        const allowed = needs[role].includes(who as keyof typeof callers)
        expect([name, who, REFUSALS.has(outcome)]).toEqual([name, who, !allowed])
      }
    }
    for (const { name, family, role, watch } of ours) {
      if (!watch) continue
      if (role === undefined) throw new Error(`${name} names no role`)
      for (const [who, client] of Object.entries(callers)) {
        const status = await knock(`/${family.name}/api/${name}?account=none&idInstance=1`, client)
        const allowed = needs[role].includes(who as keyof typeof callers)
        // 101: let in, if only to be told that there is no such account or instance
        expect([name, who, status === 101 || status === 404]).toEqual([name, who, allowed])
      }
    }
  })

  /** Opens a websocket and answers with the status of its handshake. */
  function knock(path: string, client: ConsoleClient): Promise<number> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`${network.apiUrl.replace('http', 'ws')}${path}`, {
        headers: { origin: network.apiUrl, ...(client.cookie === '' ? {} : { cookie: client.cookie }) },
      })
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.on('open', () => {
        socket.terminate()
        resolve(101)
      })
      socket.on('error', () => undefined)
    })
  }
})
