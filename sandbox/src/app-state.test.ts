import { proto } from 'baileys'
import { describe, expect, test } from 'vitest'
import { AppState, type AppChange } from './phone/app-state.ts'
import { query, useStrictNetwork } from './testing/strict-network.ts'

const name = 'regular_low'
const change = (chat: string, archived = true): AppChange => ({
  index: ['archive', chat],
  operation: 'set',
  value: { archiveChatAction: { archived } },
})

/** Two devices of one account: what one of them changes, the other takes. */
function twins(): { one: AppState; other: AppState } {
  const one = new AppState()
  return { one, other: new AppState(one.save()) }
}

describe('app state', () => {
  test('what one device changes another takes, values that replace others and removals too', () => {
    const { one, other } = twins()
    const changes = [change('a'), change('b'), change('a', false), { ...change('b'), operation: 'remove' as const }]
    for (const made of changes) {
      const version = one.version(name)
      one.change(name, made)
      const [patch] = one.since(name, version)
      const [taken] = other.take(name, patch ?? Buffer.alloc(0))
      expect(taken).toMatchObject({ index: made.index, operation: made.operation })
    }
    expect(other.version(name)).toBe(4)
    expect(other.save().collections).toEqual(one.save().collections)
  })

  test.each<[string, (patch: proto.SyncdPatch) => void]>([
    ['another key', (patch) => (patch.keyId = { id: Buffer.from('stranger') })],
    ['a wrong hash of the whole', (patch) => (patch.snapshotMac = Buffer.alloc(32))],
    ['a wrong MAC', (patch) => (patch.patchMac = Buffer.alloc(32))],
    ['a spoilt value', (patch) => (patch.mutations[0]?.record?.value?.blob ?? Buffer.alloc(1)).fill(7, 0, 20)],
    ['the index of something else', (patch) => (patch.mutations[0]?.record?.index?.blob ?? Buffer.alloc(1)).fill(7)],
  ])('a patch with %s is refused and changes nothing', (_what, spoil) => {
    const { one, other } = twins()
    one.change(name, change('a'))
    const patch = proto.SyncdPatch.decode(one.since(name, 0)[0] ?? Buffer.alloc(0))
    spoil(patch)
    expect(() => other.take(name, Buffer.from(proto.SyncdPatch.encode(patch).finish()))).toThrow(/wrong|unknown/)
    expect(other.version(name)).toBe(0)
  })
})

describe('on the wire', () => {
  const strict = useStrictNetwork()
  const collection = (version: string, patch: Buffer) => {
    const attrs = { name, version, return_snapshot: 'false' }
    const content = [{ tag: 'collection', attrs, content: [{ tag: 'patch', attrs: {}, content: patch }] }]
    return query('w:sync:app:state', 'set', [{ tag: 'sync', attrs: {}, content }])
  }

  test('a patch upon an old version is a conflict; a wrong one breaks a rule', async () => {
    const raw = await strict.login()
    raw.send(collection('7', Buffer.from('any')))
    const conflict = await raw.next((node) => node.tag === 'iq')
    expect(JSON.stringify(conflict.content)).toContain('"code":"409"')
    expect(strict.rules()).toEqual([])
    const stranger = new AppState()
    stranger.change(name, change('a'))
    raw.send(collection('0', stranger.since(name, 0)[0] ?? Buffer.alloc(0)))
    const refused = await raw.next((node) => node.tag === 'iq' && node !== conflict)
    expect(JSON.stringify(refused.content)).toContain('"code":"400"')
    expect(strict.rules()).toEqual(['app-state'])
    raw.close()
  })
})
