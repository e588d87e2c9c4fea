import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Phone, SandboxNetwork } from '../../sandbox/src/api.ts'
import { instanceOf, link, LOUD, partnerCall, untilState, type TestInstance } from '../client.ts'
import { startGatewayProcess, type GatewayProcess } from '../gateway-process.ts'
import { killWhen as kill } from './kill-when.ts'
import { openStage, type KillStage } from './stage.ts'

const PATIENT = { timeout: 60_000, interval: 200 }

let stage: KillStage
let sandbox: SandboxNetwork
let gateway: GatewayProcess
let env: KillStage['env']

beforeAll(async () => {
  stage = await openStage()
  ;({ sandbox, env } = stage)
  gateway = await startGatewayProcess(env)
})
afterAll(async () => {
  await gateway.kill()
  await stage.stop()
})

let phones = 0
const newPhone = (name: string) => sandbox.createPhone({ number: `1555${String(7_000_000 + (phones += 1))}`, name })

async function newInstance(): Promise<TestInstance> {
  const made = await partnerCall(gateway, 'createInstance', LOUD)
  const { idInstance, apiTokenInstance } = made as { idInstance: number; apiTokenInstance: string }
  return instanceOf(gateway, idInstance, apiTokenInstance)
}

/** Kills the gateway as soon as the database says so, starts it again, and answers what the count was. */
async function killWhen(count: string, reached: (count: number) => boolean): Promise<number> {
  try {
    return await kill({ gateway, folder: stage.folder }, count, reached)
  } finally {
    gateway = await startGatewayProcess(env)
  }
}

test('a gateway killed amid the history has each message once when it is back', { timeout: 300_000 }, async () => {
  const owner = newPhone('Owner')
  const friends = [newPhone('Ann'), newPhone('Ben'), newPhone('Cem')]
  const said = new Map<Phone, string[]>(friends.map((friend) => [friend, []]))
  for (let i = 0; i < 900; i++) {
    const friend = friends[i % friends.length] as Phone
    const [from, to] = i % 2 === 0 ? [friend, owner.number] : [owner, friend.number]
    said.get(friend)?.push((await from.send(to, { text: `Long ago ${i}` })).id)
  }
  const [last] = said.get(friends[0] as Phone)?.slice(-1) ?? []
  await owner.waitFor(({ id }) => id === last)

  const instance = await newInstance()
  const linking = link({ sandbox }, instance, owner.number).catch(() => undefined)
  const count = `select count(*) as n from journal where instance = ${instance.idInstance}`
  const kept = await killWhen(count, (n) => n > 0)
  await linking
  expect(kept).toBeLessThan(900)
  await untilState(instance, 'authorized', 60_000)
  for (const [friend, ids] of said) {
    const chat = async () => {
      const body = { chatId: `${friend.number}@c.us`, count: 1000 }
      const entries = (await instance.call('getChatHistory', body)) as { idMessage: string }[]
      return entries.map(({ idMessage }) => idMessage).toSorted()
    }
    await expect.poll(chat, PATIENT).toEqual(ids.toSorted())
  }
  // nothing of the time before is told
  const { id: now } = await (friends[0] as Phone).send(owner.number, { text: 'Now' })
  const first = await instance.until(({ typeWebhook }) => typeWebhook === 'incomingMessageReceived')
  expect(first['idMessage']).toBe(now)
  expect(stage.violations).toEqual([])
})

test(
  'a gateway killed amid the phone book has every entry as the phone has it when it is back',
  { timeout: 300_000 },
  async () => {
    const owner = newPhone('Owner')
    const people = Array.from({ length: 40 }, (_, i) => newPhone(`Person ${i}`))
    // the whole collection is handed over at linking, what comes afterwards patch by patch
    for (const [i, person] of people.entries()) owner.saveContact(person.number, `At first ${i}`)
    const instance = await newInstance()
    const linking = link({ sandbox }, instance, owner.number).catch(() => undefined)
    const count = `select count(*) as n from session_key where instance = ${instance.idInstance}
    and type = 'app-state-sync-version'`
    await killWhen(count, (n) => n > 0)
    await linking
    await untilState(instance, 'authorized', 60_000)
    const book = async () => {
      const contacts = (await instance.call('getContacts')) as { id: string; contactName: string }[]
      return Object.fromEntries(
        contacts.filter(({ contactName }) => contactName !== '').map(({ id, contactName }) => [id, contactName]),
      )
    }
    const shown = () =>
      Object.fromEntries(Object.entries(owner.state().contacts).map(([number, name]) => [`${number}@c.us`, name]))
    await expect.poll(book, PATIENT).toEqual(shown())

    const changed = `select count(*) as n from peer where instance = ${instance.idInstance} and contact_name like 'Then %'`
    for (let round = 1; round <= 3; round++) {
      const killing = killWhen(changed, (n) => n >= round * 8)
      for (const [i, person] of people.entries()) {
        if (i % 7 === round) owner.saveContact(person.number, null)
        else owner.saveContact(person.number, `Then ${round} ${i}`)
        await turn()
      }
      await killing
      await untilState(instance, 'authorized', 60_000)
      await expect.poll(book, PATIENT).toEqual(shown())
    }
    expect(stage.violations).toEqual([])
  },
)
