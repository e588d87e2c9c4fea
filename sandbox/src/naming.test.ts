import { proto } from 'baileys'
import { expect, test } from 'vitest'
import type { Naming } from './api.ts'
import { query, useStrictNetwork } from './testing/strict-network.ts'

const strict = useStrictNetwork()

test.each<[Naming, string[], string[]]>([
  ['both', ['lid', 'from', 'sender_pn'], ['lid', 'participant', 'participant_pn']],
  ['number', ['pn', 'from'], ['pn', 'participant']],
  ['lid', ['lid', 'from'], ['lid', 'participant']],
])('somebody named by %s is named so in messages, groups and their lists', async (naming, alone, among) => {
  const { ann, bob } = strict
  const names = { pn: `${bob.number}@s.whatsapp.net`, lid: `${bob.lid}@lid` }
  bob.nameAs(naming)
  expect(bob.state().naming).toBe(naming)
  const raw = await strict.login()
  const { id } = await bob.send(ann.number, { text: 'Hello' })
  const { id: group } = bob.createGroup('Sunday ride', [ann.number])
  const { id: called } = await bob.send(group, { text: 'Who is in?' })
  for (const [message, [by, first = '', beside]] of [
    [id, alone],
    [called, among],
  ] as const) {
    const { attrs } = await raw.next((node) => node.tag === 'message' && node.attrs['id'] === message)
    expect(attrs[first]).toBe(names[by as 'pn' | 'lid'])
    const told = Object.entries(attrs).filter(([name]) => /^(sender|participant)_/.test(name))
    expect(told).toEqual(beside === undefined ? [] : [[beside, names.pn]])
  }
  raw.send({
    ...query('w:g2', 'get', [{ tag: 'query', attrs: { request: 'interactive' } }]),
    attrs: { id: 'g', to: group, type: 'get', xmlns: 'w:g2' },
  })
  const answer = JSON.stringify(await raw.next((node) => node.attrs['id'] === 'g'))
  expect(answer.includes(names.pn)).toBe(naming !== 'lid')
  expect(answer.includes(names.lid)).toBe(naming !== 'number')
  raw.close()
  bob.nameAs('both')
})

test('a client that asks for the whole of a collection is told where it is, else it gets patches', async () => {
  strict.ann.saveContact(strict.bob.number, 'Ben Clark')
  const raw = await strict.login()
  const ask = (whole: boolean) => {
    const attrs = { name: 'critical_unblock_low', version: '0', return_snapshot: String(whole) }
    raw.send(query('w:sync:app:state', 'set', [{ tag: 'sync', attrs: {}, content: [{ tag: 'collection', attrs }] }]))
  }
  ask(true)
  const iq = await raw.next((node) => node.tag === 'iq')
  const [collection] =
    (iq.content as { content: { tag: string; content: { tag: string; content: Uint8Array }[] }[] }[])[0]?.content ?? []
  expect(collection?.content.map(({ tag }) => tag)).toEqual(['snapshot'])
  const blob = proto.ExternalBlobReference.decode(collection?.content[0]?.content ?? new Uint8Array())
  expect(blob.directPath).toMatch(/^\/mms\/md-app-state\//)
  ask(false)
  const again = await raw.next((node) => node.tag === 'iq' && node !== iq)
  expect(JSON.stringify(again.content)).toContain('"patches"')
  raw.close()
})
