import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createInstance, instanceOf, link, untilState, type TestInstance } from '../client.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { backup, restore } from '../../src/app/backup.ts'
import { startGateway, type Gateway } from '../../src/app/gateway.ts'
import { asOperator } from '../../src/app/operator.ts'
import { installation } from '../../src/cli/doctor/installation.ts'
import { configOf, type Config } from '../../src/config/config.ts'

const [NUMBER, FRIEND] = ['15550500001', '15550500002']
let folder: string
let network: TestNetwork
let restored: { gateway: Gateway; config: Config } | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-restore-'))
  network = await startNetwork({ env: { ROOKERY_LOG: 'silent' } })
})
afterAll(async () => {
  await restored?.gateway.close()
  expect(network.violations).toEqual([])
  await network[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** Another installation with the keys of the first. */
async function emptyInstallation(): Promise<Config> {
  const place = join(folder, 'new')
  await mkdir(place)
  await copyFile(join(network.config.dataFolder, 'master.key'), join(place, 'master.key'))
  const facts = JSON.stringify(network.sandbox.facts)
  return configOf({ ROOKERY_DATA: place, ROOKERY_SANDBOX_FACTS: facts, ROOKERY_LOG: 'silent', PORT: '0' }, 'demo')
}

const said = (text: string) => ({ chatId: `${FRIEND}@c.us`, message: text })
const send = async (instance: TestInstance, text: string) =>
  ((await instance.call('sendMessage', said(text))) as { idMessage: string }).idMessage

test('a restored installation sends nothing twice, begins encryption anew, and waits for its operator', async () => {
  const instance = await createInstance(network)
  await link(network, instance, NUMBER)
  const friend = network.sandbox.createPhone({ number: FRIEND })
  const shown = (id: string) => friend.waitFor((message) => message.id === id)
  const wires = (id: string) => friend.messages().find((message) => message.id === id)?.wireCount ?? 0

  // one message is sent, one waits for its delay; that is the moment of the backup
  await instance.call('setSettings', { delaySendMessagesMilliseconds: 600_000 })
  const before = await send(instance, 'sent before the backup')
  await shown(before)
  // the friend has it before the network's acknowledgement has ended its place in the queue
  await instance.until(({ idMessage, status }) => idMessage === before && status === 'delivered')
  const between = await send(instance, 'sent after the backup')
  const copy = join(folder, 'backup')
  await backup(network.config, copy, Date.now())

  // the world goes on
  await instance.call('setSettings', { delaySendMessagesMilliseconds: 500 })
  await shown(between)
  await friend.send(NUMBER, { text: 'and an answer' })
  await instance.until(({ messageData }) => JSON.stringify(messageData ?? '').includes('and an answer'))
  await shown(await send(instance, 'lost with the old machine'))
  await network.gateway.close()

  const config = await emptyInstallation()
  expect(await restore(config, copy, Date.now())).toEqual({ parked: 1, paused: 1, stale: 1 })
  expect(await installation(config)).toMatchObject([
    { verdict: 'ok', about: 'alarms' },
    { verdict: 'warn', about: 'queues' },
    { verdict: 'warn', about: 'queues' },
    { verdict: 'warn', about: 'sessions' },
  ])
  const gateway = await startGateway(config)
  restored = { gateway, config }
  const again = instanceOf(
    { ...network, apiUrl: gateway.addresses.apiUrl },
    instance.idInstance,
    instance.apiTokenInstance,
  )
  await untilState(again, 'authorized')
  await expect
    .poll(async () => JSON.stringify(await again.call('getStateInstanceHistory')))
    .toContain('restored from a backup')
  const abouts = async () => (await installation(config)).map(({ about }) => about)
  await expect.poll(abouts).not.toContain('sessions')

  // what comes in the old encryption is asked for again and arrives
  await friend.send(NUMBER, { text: 'still there?' })
  await again.until(({ messageData }) => JSON.stringify(messageData ?? '').includes('still there?'))
  await again.call('setSettings', { delaySendMessagesMilliseconds: 500 })
  const paused = await send(again, 'waits for the operator')

  // the running gateway hears of a command beside it within seconds
  expect(await asOperator(config, (operator) => operator.resumeQueues())).toBe(1)
  await shown(paused)
  expect(await asOperator(config, (operator) => operator.countParked())).toBe(1)
  expect(wires(between)).toBe(1)

  // sent after all: under its old id, so the friend sees one message
  expect(await asOperator(config, (operator) => operator.settleParked('send'))).toBe(1)
  await expect.poll(() => wires(between)).toBe(2)
  expect(friend.messages().filter(({ id }) => id === between)).toHaveLength(1)
  await again.until(({ idMessage, status }) => idMessage === between && status === 'delivered')
  expect((await installation(config)).map(({ verdict }) => verdict)).toEqual(['ok'])
}, 180_000)
