import type { BinaryNode, ChatModification, LTHashState, proto, WAPatchName } from 'baileys'
import { createHash } from 'node:crypto'
import type { Account } from './account.ts'
import type { OwnChange } from '../port.ts'
import { readChange } from './app-changes.ts'
import { asked } from './asked.ts'
import {
  chatModificationToAppPatch,
  decodePatches,
  decodeSyncdMutations,
  decodeSyncdSnapshot,
  encodeSyncdPatch,
  extractSyncdPatches,
  newLTHashState,
  proto as p,
} from './library.ts'
import type { OpenSession } from './open-session.ts'
import { Problem } from './problem.ts'
import { quietLogger, type EngineLogger } from './quiet-logger.ts'
import { encodeFacts, ownNames } from './stanza-facts.ts'

/** Collections of app state, in the order in which the network's clients ask for them. */
const ALL: readonly WAPatchName[] = ['critical_block', 'critical_unblock_low', 'regular_high', 'regular_low', 'regular']

const { REMOVE } = p.SyncdMutation.SyncdOperation

/** Answers that one synchronization reads at most; a network that always has more must not hold the account. */
const MOST_ROUNDS = 50
/** Others may change a collection at the same moment. */
const MOST_TRIES = 3

/** One after another for an account, across its connections: every step builds on the version before it. */
const turns = new WeakMap<Account, Promise<unknown>>()

function inTurn<T>(account: Account, work: () => Promise<T>): Promise<T> {
  const done = (turns.get(account) ?? Promise.resolve()).then(work)
  turns.set(
    account,
    done.catch(() => undefined),
  )
  return done
}

/**
 * Reads what others have changed: phone book, archive, deletions. One commit holds the new version of a collection and
 * an inbox row with its changes, so that none is lost; without the phone's key nothing can be read.
 */
export function syncAppState(session: OpenSession, names: readonly WAPatchName[] = ALL): Promise<void> {
  if (!session.account.creds.myAppStateKeyId) return Promise.resolve()
  return inTurn(session.account, () => sync(session, names))
}

async function sync(session: OpenSession, names: readonly WAPatchName[]): Promise<void> {
  const wanted = new Set(names)
  const forced = new Set<WAPatchName>()
  for (let round = 0; wanted.size > 0 && round < MOST_ROUNDS; round++) {
    const states = await statesOf(session.account, [...wanted])
    const found = await fetchChanges(session, states, forced)
    for (const name of [...wanted]) {
      const got = found[name]
      if (!got) wanted.delete(name)
      else if (await keep(session, name, states.get(name) ?? newLTHashState(), got)) {
        if (!got.hasMorePatches) wanted.delete(name)
      } else if (forced.has(name)) wanted.delete(name)
      else forced.add(name) // what cannot be read is read once more from the beginning
    }
  }
}

async function statesOf(account: Account, names: WAPatchName[]): Promise<Map<WAPatchName, LTHashState>> {
  const kept = await account.cache.keys.get('app-state-sync-version', names)
  return new Map(names.map((name) => [name, kept[name] ?? newLTHashState()]))
}

type Found = Awaited<ReturnType<typeof extractSyncdPatches>>

async function fetchChanges(
  session: OpenSession,
  states: ReadonlyMap<WAPatchName, LTHashState>,
  forced: ReadonlySet<WAPatchName>,
): Promise<Partial<Found>> {
  const collections = [...states].map(([name, { version }]) => {
    const whole = version === 0 || forced.has(name)
    return { tag: 'collection', attrs: { name, version: String(version), return_snapshot: String(whole) } }
  })
  const answer = (await asked(session, () => session.line.sock.query(question(collections)))) as BinaryNode
  const found: Partial<Found> = {}
  // one at a time: a file of one collection that cannot be had takes none of the others along
  for (const collection of inside(inside(answer.content)[0]?.content)) {
    const alone = { ...answer, content: [{ tag: 'sync', attrs: {}, content: [collection] }] }
    try {
      Object.assign(found, await extractSyncdPatches(alone, downloads(session)))
    } catch (error) {
      notRead(session, collection.attrs['name'] ?? '', error)
    }
  }
  return found
}

const inside = (nodes: BinaryNode['content']) => (Array.isArray(nodes) ? nodes : [])

function downloads({ routes: { dispatcher } }: OpenSession): RequestInit {
  return dispatcher ? ({ dispatcher } as unknown as RequestInit) : {}
}

function notRead({ account, world }: OpenSession, collection: string, error: unknown): void {
  world.log.warn({ instance: account.instance, collection, err: error }, 'app state not read')
}

/**
 * The library goes on with a warning where a patch or the whole does not carry its MAC or its hash: it counts the version
 * as read and drops what is in it. Here that ends the reading, and the version stays as it was.
 */
const strict: EngineLogger = {
  ...quietLogger,
  child: () => strict,
  warn: (_about: unknown, text?: string) => {
    throw new Problem('refused', text ?? 'app state that does not fit')
  },
}

const question = (collections: BinaryNode[]): BinaryNode => ({
  tag: 'iq',
  attrs: { to: '@s.whatsapp.net', xmlns: 'w:sync:app:state', type: 'set' },
  content: [{ tag: 'sync', attrs: {}, content: collections }],
})

/** False when it cannot be read. */
async function keep(
  session: OpenSession,
  name: WAPatchName,
  before: LTHashState,
  { patches, snapshot }: Found[WAPatchName],
): Promise<boolean> {
  const { account } = session
  if (patches.length === 0 && !snapshot) return true
  // decoding empties the patches it has read
  const mutations = [...(snapshot ? [snapshot.records ?? []] : []), ...patches.map((patch) => patch.mutations ?? [])]
  const key = keyOf(account)
  try {
    const from = snapshot ? (await decodeSyncdSnapshot(name, snapshot, key, undefined, true, strict)).state : before
    const { state } = await decodePatches(name, patches, from, key, downloads(session), undefined, strict, true)
    await commit(account, name, state, await changesIn(mutations.flat(), key))
    return true
  } catch (error) {
    notRead(session, name, error)
    return false
  }
}

const keyOf = (account: Account) => async (id: string) =>
  (await account.cache.keys.get('app-state-sync-key', [id]))[id] as proto.Message.IAppStateSyncKeyData

type Mutation = proto.ISyncdMutation | proto.ISyncdRecord

/** One at a time: the library does not tell whether a value was set or removed. */
async function changesIn(mutations: readonly Mutation[], key: ReturnType<typeof keyOf>): Promise<OwnChange[]> {
  const changes: OwnChange[] = []
  for (const mutation of mutations) {
    const removed = 'operation' in mutation && mutation.operation === REMOVE
    await decodeSyncdMutations(
      [mutation],
      newLTHashState(),
      key,
      ({ index, syncAction }) => {
        const change = readChange(index, removed ? undefined : (syncAction.value ?? undefined))
        if (change) changes.push(change)
      },
      true,
    )
  }
  return changes
}

async function commit(account: Account, name: WAPatchName, state: LTHashState, changes: OwnChange[]): Promise<void> {
  const version: Record<string, LTHashState> = { [name]: state }
  const id = createHash('sha256').update(name).update(String(state.version)).update(state.hash).digest('hex')
  const own = { kind: 'person' as const, ...ownNames(account.creds) }
  const facts = { idMessage: id, chat: own, author: own, fromMe: true, at: 0, pushName: '', offline: false }
  const stanza = encodeFacts({ ...facts, appState: true })
  const row = { id, stanza, plaintext: Buffer.from(JSON.stringify({ changes })) }
  const inbox = changes.length === 0 ? {} : { inbox: { [id]: row } }
  const change = { 'app-state-sync-version': version, ...inbox }
  await account.cache.keys.set(change)
}

/** Makes a change of the account's own. Others may be faster: then it is made upon theirs. */
export function changeAppState(session: OpenSession, jid: string, modification: ChatModification): Promise<void> {
  const patch = chatModificationToAppPatch(modification, jid)
  return inTurn(session.account, async () => {
    const { account, line } = session
    const { myAppStateKeyId } = account.creds
    if (!myAppStateKeyId) throw new Problem('notOpen', 'the phone has not shared its key yet')
    for (let tries = 1; ; tries++) {
      await sync(session, [patch.type])
      const before = (await statesOf(account, [patch.type])).get(patch.type) ?? newLTHashState()
      const made = await encodeSyncdPatch(patch, myAppStateKeyId, before, keyOf(account))
      const content = [{ tag: 'patch', attrs: {}, content: p.SyncdPatch.encode(made.patch).finish() }]
      const attrs = { name: patch.type, version: String(before.version), return_snapshot: 'false' }
      const answer = await asked(session, () => line.sock.query(question([{ tag: 'collection', attrs, content }])))
      const refusal = refusalIn(answer as BinaryNode)
      if (refusal === undefined) {
        // as for a change of somebody else: told when it is durable, also after a crash
        const change = readChange(patch.index, patch.operation === REMOVE ? undefined : patch.syncAction)
        await commit(account, patch.type, made.state, change ? [change] : [])
        return
      }
      if (tries === MOST_TRIES) throw new Problem('refused', refusal)
    }
  })
}

/** The network's word when it did not take a patch. */
function refusalIn({ content }: BinaryNode): string | undefined {
  const [sync] = inside(content)
  const [collection] = inside(sync?.content)
  if (collection?.attrs['type'] !== 'error') return undefined
  return inside(collection.content)[0]?.attrs['text'] ?? 'refused'
}
