import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addOperator, signInLink, cliDeed } from '../../src/app/operators.ts'
import { databaseOf, testStores } from '../database.ts'
import { consoleClient, type ConsoleClient } from '../console-client.ts'
import { startMailServer, tokenIn, type MailServer } from '../mail-server.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'

describe.each(testStores({}))('$name', (engine) => {
  let mail: MailServer
  let network: TestNetwork
  const { covers, check } = proofs(import.meta.url, () => network)
  beforeAll(async () => {
    mail = await startMailServer()
    network = await startNetwork({ env: { ROOKERY_SMTP_URL: mail.url, ...(await databaseOf(engine)) } })
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
    await mail.stop()
    await engine.dispose()
    check()
  })

  const PASSWORD = 'four plain words here'
  const failsWith = (code: string) => expect.objectContaining({ code })
  const fresh = () => consoleClient(network.apiUrl)
  const refused = (call: Promise<unknown>, code: string) => expect(call).rejects.toEqual(failsWith(code))

  let people = 0
  /** Registers, confirms and signs in. */
  async function person(name = 'Ada'): Promise<ConsoleClient & { email: string }> {
    const email = `person${(people += 1)}@example.org`
    const client = fresh()
    await client.call('register', { email, password: PASSWORD, name, accountName: `${name} Ltd` })
    await client.call('confirmEmail', { token: tokenIn(await mail.letterTo(email)), password: PASSWORD })
    return Object.assign(client, { email })
  }

  /** Lets somebody new into an account. */
  async function member(owner: ConsoleClient, email: string): Promise<ConsoleClient> {
    const read = mail.countTo(email)
    await owner.call('inviteMember', { email })
    const token = tokenIn(await mail.letterTo(email, read))
    const client = fresh()
    await client.call('acceptInvitation', { token, password: PASSWORD, name: 'Grace' })
    return client
  }

  covers(
    ['getSession', 'register', 'signIn'],
    'registering ends in an account of one’s own, and not before the address is confirmed',
    async () => {
      const client = fresh()
      const email = 'office@example.org'
      const form = { email: 'Office@Example.org', password: PASSWORD, name: 'Ada', accountName: 'Lovelace' }
      expect(await client.call('register', form)).toEqual({ sent: true })
      const letter = await mail.letterTo(email)
      expect(letter).toMatchObject({ subject: 'Confirm your address', from: expect.stringContaining('no-reply@') })
      await refused(fresh().call('signIn', { email, password: PASSWORD }), 'emailUnconfirmed')
      await refused(
        client.call('confirmEmail', { token: tokenIn(letter), password: 'another sentence' }),
        'signInRefused',
      )
      await client.call('confirmEmail', { token: tokenIn(letter), password: PASSWORD })
      expect(await client.call('getSession')).toMatchObject({
        person: { email, name: 'Ada', operator: false },
        account: { name: 'Lovelace', kind: 'standard', role: 'owner', mayCreateHere: true },
        network: 'sandbox',
      })
      await refused(client.call('confirmEmail', { token: tokenIn(letter), password: PASSWORD }), 'ticketUnknown')
      expect(await fresh().call('register', form)).toEqual({ sent: true })
      expect((await mail.letterTo(email, 1)).subject).toBe('You have an account already')
    },
  )

  covers(
    ['confirmEmail', 'getSessions', 'setProfile', 'signOut'],
    'a session lives in a cookie that no script reads; other sites and missing tokens are refused',
    async () => {
      const client = await person()
      const post = (headers: Record<string, string>) =>
        fetch(`${network.apiUrl}/console/api/setProfile`, {
          method: 'POST',
          body: JSON.stringify({ name: 'Eve', locale: 'en' }),
          headers: { cookie: client.cookie, ...headers },
        }).then(async (answer) => [answer.status, ((await answer.json()) as { code?: string }).code])
      expect(await post({})).toEqual([403, 'csrfRefused'])
      expect(await post({ 'x-csrf-token': 'x' })).toEqual([403, 'csrfRefused'])
      expect(await post({ 'x-csrf-token': client.csrf, origin: 'https://evil.example' })).toEqual([403, 'csrfRefused'])
      expect(await post({ 'x-csrf-token': client.csrf, origin: network.apiUrl })).toEqual([200, undefined])
      expect(await client.call('getSession')).toMatchObject({ person: { name: 'Eve' } })
      const answer = await fetch(`${network.apiUrl}/console/api/signIn`, {
        method: 'POST',
        body: JSON.stringify({ email: client.email, password: PASSWORD }),
      })
      expect(answer.headers.get('set-cookie')).toMatch(
        /^rookery=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
      )
      expect(await client.call('getSessions')).toHaveLength(2)
      await client.call('signOut', null)
      await refused(client.call('getSession'), 'signInNeeded')
    },
  )

  test('guessing is paused after five failures, also for whoever knows the password', async () => {
    const { email } = await person()
    for (let i = 0; i < 5; i++)
      await refused(fresh().call('signIn', { email, password: 'a wrong sentence' }), 'signInRefused')
    await refused(fresh().call('signIn', { email, password: PASSWORD }), 'signInPaused')
  })

  covers(
    ['changePassword', 'requestPasswordReset', 'setNewPassword'],
    'a forgotten password is set anew by letter, and every session ends',
    async () => {
      const client = await person()
      const { email } = client
      await fresh().call('requestPasswordReset', { email: 'nobody@example.org' })
      await fresh().call('requestPasswordReset', { email })
      const token = tokenIn(await mail.letterTo(email, 1))
      await refused(fresh().call('setNewPassword', { token, password: email.replace('@', ' at ') }), 'passwordWeak')
      await fresh().call('setNewPassword', { token, password: 'quite another sentence' })
      await refused(client.call('getSession'), 'signInNeeded')
      await refused(fresh().call('signIn', { email, password: PASSWORD }), 'signInRefused')
      const again = fresh()
      await again.call('signIn', { email, password: 'quite another sentence' })
      await again.call('changePassword', { password: 'quite another sentence', newPassword: PASSWORD })
      expect((await mail.letterTo(email, 2)).subject).toBe('Your password was changed')
      expect(mail.countTo('nobody@example.org')).toBe(0)
    },
  )

  covers(
    ['confirmCodes', 'offerCodes', 'stopCodes'],
    'codes of an authenticator are asked for, and each works once',
    async () => {
      const client = await person()
      const { secret, uri } = await client.call<{ secret: string; uri: string }>('offerCodes', null)
      expect(uri).toContain('otpauth://totp/Rookery')
      const code = (shift = 0) => {
        const totp = new TOTP({ secret: Secret.fromBase32(secret) })
        return totp.generate({ timestamp: Date.now() + shift * 30_000 })
      }
      const wrong = code() === '000000' ? '000001' : '000000'
      await refused(client.call('confirmCodes', { code: wrong }), 'signInRefused')
      await client.call('confirmCodes', { code: code(-1) })
      const { email } = client
      await refused(fresh().call('signIn', { email, password: PASSWORD }), 'codeNeeded')
      const used = code()
      const other = fresh()
      await other.call('signIn', { email, password: PASSWORD, code: used })
      await refused(fresh().call('signIn', { email, password: PASSWORD, code: used }), 'signInRefused')
      await other.call('stopCodes', { password: PASSWORD, code: code(1) })
      await fresh().call('signIn', { email, password: PASSWORD })
    },
  )

  covers(
    ['endSession', 'inviteOperator', 'resetCodes'],
    'a session left open elsewhere is ended; an operator invites another and helps whoever lost an authenticator',
    async () => {
      const { ports } = network.gateway
      const client = await person()
      const { email } = client
      const elsewhere = fresh()
      await elsewhere.call('signIn', { email, password: PASSWORD })
      const open = await client.call<{ id: string; current: boolean }[]>('getSessions')
      const other = open.find(({ current }) => !current)?.id
      expect(await client.call('endSession', { id: other })).toEqual({ ended: true })
      await refused(elsewhere.call('getSession'), 'signInNeeded')
      expect(await client.call('getSessions')).toHaveLength(1)

      const { secret } = await client.call<{ secret: string }>('offerCodes', null)
      await client.call('confirmCodes', { code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() })
      await refused(fresh().call('signIn', { email, password: PASSWORD }), 'codeNeeded')
      const first = fresh()
      await addOperator(ports, { email: 'first@example.org', name: 'First', deed: cliDeed(ports) })
      await first.call('useSignInLink', { token: await signInLink(ports, { email: 'first@example.org', by: 'test' }) })
      await first.operate('resetCodes', { email })
      await fresh().call('signIn', { email, password: PASSWORD })

      await first.operate('inviteOperator', { email: 'second@example.org' })
      const second = fresh()
      const token = tokenIn(await mail.letterTo('second@example.org'))
      await second.call('acceptInvitation', { token, password: PASSWORD, name: 'Second' })
      expect(await second.call('getSession')).toMatchObject({ person: { operator: true } })
    },
  )

  covers(
    ['getMembers', 'inviteMember', 'transferOwnership'],
    'an owner invites, transfers the ownership and removes; the log tells of it',
    async () => {
      const owner = await person('Owner')
      const grace = await member(owner, 'grace@example.org')
      expect(await grace.call('getSession')).toMatchObject({ account: { name: 'Owner Ltd', role: 'member' } })
      await refused(grace.call('inviteMember', { email: 'eve@example.org' }), 'roleRefused')
      await refused(grace.call('getAuditLog'), 'roleRefused')
      const { members } = await owner.call<{ members: { person: string; role: string }[] }>('getMembers')
      expect(members.map(({ role }) => role)).toEqual(['owner', 'member'])
      const [first, second] = members.map(({ person: id }) => id)
      await refused(owner.call('transferOwnership', { person: second, password: 'not this one' }), 'signInRefused')
      await owner.call('transferOwnership', { person: second, password: PASSWORD })
      await refused(owner.call('removeMember', { person: second }), 'roleRefused')
      await refused(grace.call('removeMember', { person: second }), 'ownerStays')
      await grace.call('removeMember', { person: first })
      expect(await owner.call('getSession')).toMatchObject({ account: null, accounts: [] })
      await refused(owner.call('getAccount'), 'accountNeeded')
      const log = await grace.call<{ action: string }[]>('getAuditLog')
      expect(log.map(({ action }) => action)).toEqual([
        'memberRemoved',
        'ownershipTransferred',
        'memberAdded',
        'memberInvited',
        'memberAdded',
      ])
    },
  )

  covers(
    ['readInvitation', 'switchAccount', 'withdrawInvitation'],
    'an invitation is taken once and can be withdrawn; a known person proves it',
    async () => {
      const [owner, known] = [await person(), await person()]
      await owner.call('inviteMember', { email: known.email })
      const token = tokenIn(await mail.letterTo(known.email, 1))
      expect(await fresh().call('readInvitation', { token })).toMatchObject({ account: 'Ada Ltd', known: true })
      await refused(fresh().call('acceptInvitation', { token, password: 'some other words' }), 'signInRefused')
      await known.call('acceptInvitation', { token, password: PASSWORD })
      const { accounts } = await known.call<{ accounts: { id: string }[] }>('getSession')
      expect(accounts).toHaveLength(2)
      await known.call('switchAccount', { account: accounts[1]?.id })
      expect(await known.call('getSession')).toMatchObject({ account: { id: accounts[1]?.id, role: 'member' } })
      await owner.call('inviteMember', { email: 'late@example.org' })
      const late = tokenIn(await mail.letterTo('late@example.org'))
      await owner.call('withdrawInvitation', { email: 'late@example.org' })
      await refused(fresh().call('acceptInvitation', { token: late, password: PASSWORD }), 'ticketUnknown')
    },
  )

  test('a letter that the server refuses for now is sent again after its pause', async () => {
    mail.refuse(1)
    const email = 'patient@example.org'
    await fresh().call('register', { email, password: PASSWORD, name: 'Pat', accountName: 'Pat' })
    const token = tokenIn(await mail.letterTo(email))
    await fresh().call('confirmEmail', { token, password: PASSWORD })
  })

  covers(
    ['deleteInstanceHere', 'findAccounts', 'useSignInLink'],
    'a one-time link signs an operator in once; a standard account creates and deletes in the console',
    async () => {
      const { ports } = network.gateway
      await addOperator(ports, { email: 'Op@example.org', name: 'Op', deed: cliDeed(ports) })
      const token = await signInLink(ports, { email: 'op@example.org', by: 'operator/cli' })
      const operator = fresh()
      expect(await operator.call('useSignInLink', { token })).toMatchObject({
        person: { operator: true },
        account: null,
      })
      await refused(fresh().call('useSignInLink', { token }), 'ticketUnknown')
      const made = { actor: 'operator/cli', action: 'signInLinkMade' }
      expect(await operator.operate('getInstallationAudit')).toContainEqual(expect.objectContaining(made))

      expect(await operator.operate('findAccounts', undefined, { search: 'office@' })).toMatchObject({
        total: 1,
        accounts: [{ name: 'Lovelace', owner: 'office@example.org', instances: 0, askedAt: null }],
      })
      const owner = await person()
      await refused(owner.operate('findAccounts'), 'roleRefused')
      await refused(fresh().operate('findAccounts'), 'signInNeeded')
      const { idInstance } = await owner.call<{ idInstance: number }>('createInstanceHere', { name: 'Shop' })
      expect(await owner.call('getInstanceList', undefined, { search: 'shop' })).toMatchObject({
        total: 1,
        instances: [{ idInstance, name: 'Shop', tariff: 'DEVELOPER', isFree: true, queued: 0 }],
      })
      expect(await owner.call('getInstanceList', undefined, { search: '%' })).toMatchObject({ total: 0 })
      await owner.call('deleteInstanceHere', { idInstance })
      await refused(owner.call('deleteInstanceHere', { idInstance }), 'instanceNotHere')
      expect(await owner.call('getInstanceList', undefined, { deleted: 'true' })).toMatchObject({ total: 1 })
    },
  )
})
