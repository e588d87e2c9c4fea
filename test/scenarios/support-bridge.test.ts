import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Phone, PhoneMessage } from '../../sandbox/src/api.ts'
import { findDemoAccount } from '../../src/app/admin.ts'
import { cliDeed, demoSignIn } from '../../src/app/operators.ts'
import { addMember } from '../../src/partners/people/membership.ts'
import { createInstance, link, partnerCall, type TestInstance } from '../client.ts'
import { accountOf, operatorOf, type TestAccount } from '../console-accounts.ts'
import { consoleClient, type ConsoleClient } from '../console-client.ts'
import { databaseOf, testStores } from '../database.ts'
import { freePort } from '../free-port.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'

interface Said {
  seq: number
  side: string
  name: string
  text: string
  files: { fileName: string; url: string }[]
}

interface Shown {
  bridge: object | null
  instances: { idInstance: number }[]
  failures: { name: string; seq: number | null; reason: string }[]
}

const NUMBER = '15550310001'

describe.each(testStores({}))('support chats in a messenger chat, $name', (engine) => {
  let network: TestNetwork
  const { covers, check } = proofs(import.meta.url, () => network)
  let operator: ConsoleClient
  let instance: TestInstance
  let phone: Phone
  let first: TestAccount
  let second: TestAccount
  beforeAll(async () => {
    // one port for good: sessions of the console outlive a restart
    const limits = { ROOKERY_UNLIMITED: 'true', ROOKERY_FILE_LIMIT_MB: '1' }
    const env = { PORT: String(await freePort()), ...limits, ...(await databaseOf(engine)) }
    network = await startNetwork({ env })
    const { ports } = network.gateway
    operator = consoleClient(network.apiUrl)
    const demo = (await findDemoAccount(ports)) ?? ''
    await operator.call('useSignInLink', { token: await demoSignIn(ports, demo) })
    instance = await createInstance(network)
    await link(network, instance, NUMBER)
    phone = network.sandbox.createPhone({ number: '15550310002', name: 'Olga on call' })
    first = await accountOf(network, operator)
    second = await accountOf(network, operator)
  })
  afterAll(async () => {
    expect(network.violations).toEqual([])
    await network[Symbol.asyncDispose]()
    await engine.dispose()
    check()
  })

  const bridgeTo = (chatId: string) => operator.operate('setSupportBridge', { idInstance: instance.idInstance, chatId })
  const bridge = () => operator.operate<Shown>('getSupportBridge')
  const chatOf = async ({ owner }: TestAccount) => (await owner.call<{ messages: Said[] }>('getSupportChat')).messages
  const say = ({ owner }: TestAccount, text: string) => owner.call('sendSupportMessage', { text })
  /** What the phone shows of a text that an account wrote. */
  const arrival = (text: string, on = phone) => on.waitFor((message) => message.text?.endsWith(`\n${text}`) === true)
  /** The answer, once its support chat shows it. */
  const answered = async (account: TestAccount, match: (said: Said) => boolean) => {
    const find = async () => (await chatOf(account)).find((said) => said.side === 'operator' && match(said))
    await expect.poll(find).toBeDefined()
    return (await find()) as Said
  }
  const answer = async (to: PhoneMessage, text: string, account: TestAccount, from = phone) => {
    await from.send(to.chat, { text, quoted: to.id })
    return await answered(account, (said) => said.text === text)
  }

  covers(
    ['getSupportBridge', 'setSupportBridge'],
    'only an instance of an account that the operator is in can be chosen',
    async () => {
      const other = await operatorOf(network)
      const wish = { idInstance: instance.idInstance, chatId: `${phone.number}@c.us` }
      await expect(other.operate('setSupportBridge', wish)).rejects.toMatchObject({ code: 'bridgeInstanceUnknown' })
      expect(await other.operate('getSupportBridge')).toEqual({ bridge: null, instances: [], failures: [] })
      await expect(first.owner.operate('setSupportBridge', wish)).rejects.toMatchObject({ code: 'roleRefused' })
      expect((await bridge()).instances).toMatchObject([{ idInstance: instance.idInstance }])
      await bridgeTo(wish.chatId)
      expect(await bridge()).toMatchObject({ bridge: { ...wish, state: 'authorized', waiting: 0 }, failures: [] })
      expect(await operator.operate('getInstallationAudit')).toContainEqual(
        expect.objectContaining({ action: 'supportBridged', subject: `instance/${instance.idInstance}` }),
      )
    },
  )

  covers(
    ['getSupportChat', 'sendSupportMessage'],
    'what accounts write arrives under their name; an answer that quotes it goes to the right one alone',
    async () => {
      await say(first, 'Could we have more instances?')
      await say(second, 'Our invoice is wrong.')
      const question = await arrival('Could we have more instances?')
      const complaint = await arrival('Our invoice is wrong.')
      expect(question.text).toMatch(new RegExp(`^Account \\d+ #${first.id.slice(-4)}-1 \\(Ada\\)\\n`))
      // not an answer: it goes nowhere
      await phone.send(NUMBER, { text: 'Who looks after this?' })
      expect(await answer(complaint, 'We will look at it.', second)).toMatchObject({ name: 'Olga on call', files: [] })
      expect(await answer(question, 'How many?', first)).toMatchObject({ seq: 2 })
      // and on the phone of the instance itself
      const own = network.sandbox.phone(NUMBER) as Phone
      const sent = await own.waitFor(({ text }) => text === question.text)
      await own.send(phone.number, { text: 'Or ask for ten.', quoted: sent.id })
      await answered(first, ({ text }) => text === 'Or ask for ten.')
      expect((await chatOf(first)).map(({ text }) => text)).toEqual([
        'Could we have more instances?',
        'How many?',
        'Or ask for ten.',
      ])
      expect((await chatOf(second)).map(({ text }) => text)).toEqual(['Our invoice is wrong.', 'We will look at it.'])
    },
  )

  covers(['answerSupport'], 'operators’ own words go round nowhere', async () => {
    await operator.operate('answerSupport', { account: first.id, text: 'Ten are yours.' })
    await say(first, 'Thank you.')
    await arrival('Thank you.')
    const texts = phone.messages().filter(({ fromMe }) => !fromMe)
    expect(texts.filter(({ text = '' }) => /Ten are yours|How many|look at it/.test(text))).toEqual([])
  })

  covers(['sendSupportFile'], 'files go both ways', async () => {
    const form = new FormData()
    form.set('text', 'This is the log.')
    form.set('file', new Blob(['line one'], { type: 'text/plain' }), 'gateway.txt')
    const sent = await fetch(`${network.apiUrl}/console/api/sendSupportFile`, {
      method: 'POST',
      body: form,
      headers: { cookie: first.owner.cookie, 'x-csrf-token': first.owner.csrf },
    })
    expect(sent.status).toBe(200)
    const log = await phone.waitFor(({ media }) => media?.fileName === 'gateway.txt')
    expect(log.media?.sha256).toBe(createHash('sha256').update('line one').digest('hex'))
    expect(log.media?.caption).toMatch(/^Account \d+ #.*\nThis is the log\.$/)
    const data = Buffer.from('a picture of the settings')
    const media = {
      kind: 'document',
      data,
      fileName: 'steps.pdf',
      mimeType: 'application/pdf',
      caption: 'Do this',
    } as const
    await phone.send(NUMBER, { media, quoted: log.id })
    const shown = await answered(first, ({ files }) => files[0]?.fileName === 'steps.pdf')
    expect(shown).toMatchObject({ text: 'Do this', name: 'Olga on call' })
    expect(Buffer.from(await (await fetch(shown.files[0]?.url ?? '')).arrayBuffer())).toEqual(data)
  })

  test('a stop in the middle loses and doubles nothing, on either way', async () => {
    await say(second, 'Before the stop.')
    await network.restart()
    const written = await arrival('Before the stop.')
    await phone.send(written.chat, { text: 'After the stop.', quoted: written.id })
    await network.restart()
    await answered(second, ({ text }) => text === 'After the stop.')
    await answer(written, 'And once more.', second)
    expect((await chatOf(second)).filter(({ text }) => text === 'After the stop.')).toHaveLength(1)
    expect(phone.messages().filter(({ text }) => text === written.text)).toHaveLength(1)
  })

  test('what cannot be carried over is shown with its reason', async () => {
    await say(first, 'Where are you?')
    const question = await arrival('Where are you?')
    await phone.send(NUMBER, { location: { latitude: 1, longitude: 2 }, quoted: question.id })
    const failures = async () => (await bridge()).failures
    await expect.poll(failures).toMatchObject([{ seq: null, reason: expect.stringContaining('locationMessage') }])
    const data = Buffer.alloc(1_200_000)
    const media = { kind: 'document', data, fileName: 'large.bin', mimeType: 'application/octet-stream' } as const
    await phone.send(NUMBER, { media, quoted: question.id })
    await expect
      .poll(failures)
      .toMatchObject([{ seq: null, reason: 'Its file large.bin is too large.' }, { seq: null }])
    await bridgeTo('15550319999@c.us')
    const { seq } = await first.owner.call<{ seq: number }>('sendSupportMessage', { text: 'Nobody there?' })
    await expect
      .poll(failures)
      .toMatchObject([{ seq, reason: expect.stringMatching(/./) }, { seq: null }, { seq: null }])
  })

  covers(
    ['removeSupportBridge'],
    'in a group whoever answers is named, and a chat that is no longer bridged writes to nobody',
    async () => {
      const colleague = network.sandbox.createPhone({ number: '15550310003', name: 'Pavel' })
      const group = phone.createGroup('Support', [NUMBER, colleague.number])
      await bridgeTo(group.id)
      await say(second, 'Is anybody there?')
      const asked = await arrival('Is anybody there?', colleague)
      await phone.waitFor(({ id }) => id === asked.id)
      const old = phone.messages({ chat: NUMBER }).findLast(({ fromMe }) => !fromMe) as PhoneMessage
      await phone.send(NUMBER, { text: 'From the former chat.', quoted: old.id })
      expect(await answer(asked, 'We are.', second, colleague)).toMatchObject({ name: 'Pavel' })
      expect(await operator.operate('removeSupportBridge', {})).toEqual({ removed: true })
      expect(await operator.operate('removeSupportBridge', {})).toEqual({ removed: false })
      await colleague.send(group.id, { text: 'Too late.', quoted: asked.id })
      await instance.until((body) => JSON.stringify(body).includes('Too late.'))
      await bridgeTo(group.id)
      await answer(asked, 'Here again.', second, colleague)
      const said = [...(await chatOf(first)), ...(await chatOf(second))].map(({ text }) => text)
      expect(said.filter((text) => /former chat|Too late/.test(text))).toEqual([])
    },
  )

  covers(
    ['removeMember'],
    'a bridge whose instance is gone, or whose operator left its account, lets nothing through and says so',
    async () => {
      const failures = async () => (await bridge()).failures
      const gone = await createInstance(network)
      await operator.operate('setSupportBridge', { idInstance: gone.idInstance, chatId: `${phone.number}@c.us` })
      await partnerCall(network, 'deleteInstanceAccount', { idInstance: gone.idInstance })
      await say(first, 'Does this arrive?')
      const deleted = 'The instance is deleted.'
      await expect.poll(failures).toContainEqual(expect.objectContaining({ reason: deleted }))
      expect(await bridge()).toMatchObject({ bridge: { trouble: deleted } })

      const guest = await operatorOf(network, 'guest@example.org')
      const { person } = await guest.call<{ person: { id: string } }>('getSession')
      const { ports } = network.gateway
      const account = (await findDemoAccount(ports)) ?? ''
      await ports.store.write(addMember, { account, person: person.id, role: 'member', deed: cliDeed(ports) })
      await guest.operate('setSupportBridge', { idInstance: instance.idInstance, chatId: `${phone.number}@c.us` })
      await say(first, 'And this?')
      const arrived = await arrival('And this?')
      await operator.call('removeMember', { person: person.id })
      await phone.send(NUMBER, { text: 'Who is there?', quoted: arrived.id })
      await instance.until((body) => JSON.stringify(body).includes('Who is there?'))
      await say(second, 'No more?')
      await expect.poll(async () => (await failures())[0]?.reason).toMatch(/no member of the account/)
      const said = (await chatOf(first)).map(({ text }) => text)
      expect(said).not.toContain('Who is there?')
      expect(phone.messages().filter(({ text = '' }) => text.endsWith('No more?'))).toEqual([])
    },
  )
})
