import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Phone, SandboxNetwork } from '../../sandbox/src/api.ts'
import { findDemoAccount } from '../../src/app/admin.ts'
import { loadKeyring } from '../../src/app/keyring.ts'
import { openStore } from '../../src/app/open-store.ts'
import { demoSignIn } from '../../src/app/operators.ts'
import { systemClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { configOf } from '../../src/config/config.ts'
import { instanceOf, link, LOUD, partnerCall, untilState, type TestInstance } from '../client.ts'
import { PASSWORD } from '../console-accounts.ts'
import { consoleClient, type ConsoleClient } from '../console-client.ts'
import { startGatewayProcess, type GatewayProcess } from '../gateway-process.ts'
import { killWhen } from './kill-when.ts'
import { openStage, type KillStage } from './stage.ts'

const NUMBER = '15557200001'
const ROUNDS = 3
const PATIENT = { timeout: 60_000, interval: 200 }

let stage: KillStage
let sandbox: SandboxNetwork
let gateway: GatewayProcess
let env: KillStage['env']
let operator: ConsoleClient
let owner: ConsoleClient
let instance: TestInstance
let phone: Phone

beforeAll(async () => {
  stage = await openStage()
  ;({ sandbox, env } = stage)
  gateway = await startGatewayProcess(env)
  operator = consoleClient(gateway.apiUrl)
  await operator.call('useSignInLink', { token: await operatorToken() })
  const form = { name: 'Quayside', owner: 'ada@example.org', kind: 'standard' }
  const invited = await operator.operate<{ link: string }>('addAccount', form)
  owner = consoleClient(gateway.apiUrl)
  await owner.call('acceptInvitation', { token: invited.link.split('#')[1], password: PASSWORD, name: 'Ada' })
  const made = (await partnerCall(gateway, 'createInstance', { ...LOUD, delaySendMessagesMilliseconds: 0 })) as {
    idInstance: number
    apiTokenInstance: string
  }
  instance = instanceOf(gateway, made.idInstance, made.apiTokenInstance)
  await link({ sandbox }, instance, NUMBER)
  phone = sandbox.createPhone({ number: '15557200002', name: 'On call' })
  await operator.operate('setSupportBridge', { idInstance: made.idInstance, chatId: `${phone.number}@c.us` })
}, 120_000)
afterAll(async () => {
  await gateway.kill()
  await stage.stop()
})

/** A one-time link of the operator, made beside the running gateway. */
async function operatorToken(): Promise<string> {
  const config = configOf(env, 'demo')
  const store = await openStore(config, silentLog)
  try {
    const ports = { store, keyring: await loadKeyring(config), clock: systemClock }
    return await demoSignIn(ports, (await findDemoAccount(ports)) ?? '')
  } finally {
    await store.close()
  }
}

const said = async (side: string) => {
  const { messages } = await owner.call<{ messages: { side: string; text: string }[] }>('getSupportChat', undefined, {
    limit: '200',
  })
  return messages.filter((message) => message.side === side).map(({ text }) => text)
}
const shown = () => phone.messages().flatMap(({ fromMe, text = '' }) => (fromMe ? [] : [text.split('\n')[1] ?? '']))

/** The queries count what a kill in the middle of its way would find. */
const QUEUED = `select count(*) as n from support_bridged where id_message is not null`
const ANSWERED = `select (select count(*) from support_reply)
  + (select count(*) from support_message where side = 'operator') as n`

test('a gateway killed amid support carries each word over once, on either way', { timeout: 300_000 }, async () => {
  const written: string[] = []
  const answers: string[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    const texts = ['one', 'two', 'three'].map((word) => `${round}: ${word}`)
    const before = shown().length
    const killing = killWhen({ gateway, folder: stage.folder }, QUEUED, (n) => n > before)
    for (const text of texts) {
      const taken = await owner.call('sendSupportMessage', { text }).then(
        () => true,
        () => false,
      )
      // what was answered must arrive; what was not may have been written all the same
      if (taken) written.push(text)
    }
    await killing
    gateway = await startGatewayProcess(env)
    await untilState(instance, 'authorized', 60_000)
    await expect.poll(shown, PATIENT).toEqual(expect.arrayContaining(written))
    expect(await said('account')).toEqual(expect.arrayContaining(written))

    const asked = phone.messages().filter(({ fromMe, text = '' }) => !fromMe && text.includes(`\n${round}: `))
    const known = answers.length
    const answered = killWhen({ gateway, folder: stage.folder }, ANSWERED, (n) => n > known)
    for (const { id, chat, text = '' } of asked) {
      const answer = `re ${text.split('\n')[1] ?? ''}`
      await phone.send(chat, { text: answer, quoted: id })
      answers.push(answer)
    }
    await answered
    gateway = await startGatewayProcess(env)
    await untilState(instance, 'authorized', 60_000)
    await expect.poll(() => said('operator'), PATIENT).toEqual(expect.arrayContaining(answers))
  }
  expect(new Set(shown()).size).toBe(shown().length)
  expect((await said('operator')).toSorted()).toEqual(answers.toSorted())
  expect(written.length).toBeGreaterThanOrEqual(ROUNDS)
  expect(stage.violations).toEqual([])
})
