import { afterAll, beforeAll, expect, test } from 'vitest'
import { harness, type Harness } from './harness.spec-suite.ts'

let net: Harness
beforeAll(async () => {
  net = await harness()
})
afterAll(() => net.stop())

test('state from a backup is begun anew with everybody: nothing is encrypted with a key that was used, and all arrives', async () => {
  const before = net.host()
  const { id, phone } = await before.linked()
  const friend = net.newPhone()
  const shown = (text: string) => friend.waitFor((message) => message.text === text, 20_000)
  const heard = (text: string, by = before) =>
    by.events.until(
      'message',
      ({ message }) => message.content.kind === 'text' && message.content.text === text,
      20_000,
    )
  await before.say(id, friend, 'one')
  await shown('one')
  await friend.send(phone.number, { text: 'two' })
  await heard('two')
  const backup = before.store.snapshot()
  // the conversation goes on behind the backup: its ratchet has moved in both directions, and more than once
  for (const round of ['a', 'b', 'c']) {
    await before.say(id, friend, `there ${round}`)
    await shown(`there ${round}`)
    await friend.send(phone.number, { text: `back ${round}` })
    await heard(`back ${round}`)
  }
  before.client.post({ do: 'close', instance: id })
  await before.events.until('closed', (event) => event.instance === id)

  const after = net.host({}, backup)
  backup.moveLease(id, 2)
  after.client.post({ do: 'open', instance: id, epoch: 2, options: { keepOnline: false, renew: true } })
  await after.events.until('opened', (event) => event.instance === id)
  const renewal = backup.commits.find(({ change }) => change.renewed)
  expect(renewal?.change.renewed?.forget).toContain('session')
  await after.say(id, friend, 'after the restore')
  await shown('after the restore')
  await friend.send(phone.number, { text: 'welcome back' })
  await heard('welcome back', after)
  // a stranger begins with a one-time key of the new ones
  const stranger = net.newPhone()
  await stranger.send(phone.number, { text: 'hello' })
  await heard('hello', after)
  expect(net.violations).toEqual([])
})
