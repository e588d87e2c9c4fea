import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Method, Role } from '../../src/contract/method.ts'
import { methods } from '../../src/methods.ts'
import { accountOf, operatorOf, takeInvitation } from '../console-accounts.ts'
import { consoleClient, type ConsoleClient } from '../console-client.ts'
import { startNetwork, type TestNetwork } from '../network.ts'

/** Everybody who may come to the console: without a session, in no account, in one, looking into one. */
const CALLERS = ['anyone', 'inNoAccount', 'member', 'owner', 'visitingOperator', 'operator'] as const
type Caller = (typeof CALLERS)[number]

/** What is refused to whoever may not; "" is let through. */
const RULES: Readonly<Record<Role, Readonly<Record<Caller, string>>>> = {
  anyone: { anyone: '', inNoAccount: '', member: '', owner: '', visitingOperator: '', operator: '' },
  person: { anyone: 'signInNeeded', inNoAccount: '', member: '', owner: '', visitingOperator: '', operator: '' },
  member: {
    anyone: 'signInNeeded',
    inNoAccount: 'accountNeeded',
    member: '',
    owner: '',
    visitingOperator: '',
    operator: 'accountNeeded',
  },
  owner: {
    anyone: 'signInNeeded',
    inNoAccount: 'accountNeeded',
    member: 'roleRefused',
    owner: '',
    visitingOperator: '',
    operator: 'accountNeeded',
  },
  operator: {
    anyone: 'signInNeeded',
    inNoAccount: 'roleRefused',
    member: 'roleRefused',
    owner: 'roleRefused',
    visitingOperator: '',
    operator: '',
  },
}

/** The owner's own affairs, which no visitor touches. */
const OWNER_ALONE: ReadonlySet<string> = new Set([
  'issuePartnerToken',
  'revealPartnerToken',
  'rotatePartnerToken',
  'transferOwnership',
])

const REFUSALS: ReadonlySet<string> = new Set(['signInNeeded', 'accountNeeded', 'roleRefused', 'csrfRefused'])

/** Routes of people, the one that ends a session last. */
const routes = methods
  .filter(({ family: { name } }) => name === 'console' || name === 'operator')
  .toSorted((a, b) => Number(a.name === 'signOut') - Number(b.name === 'signOut'))

let network: TestNetwork
let clients: Readonly<Record<Caller, ConsoleClient>>

beforeAll(async () => {
  network = await startNetwork({ env: { ROOKERY_UNLIMITED: 'true' } })
  const operator = await operatorOf(network)
  const { id, owner } = await accountOf(network, operator)
  const invite = async (email: string) =>
    await takeInvitation(network, (await owner.call<{ link: string }>('inviteMember', { email })).link)
  const member = await invite('member@example.org')
  const inNoAccount = await invite('gone@example.org')
  const { members } = await owner.call<{ members: { person: string; email: string }[] }>('getMembers')
  const person = members.find(({ email }) => email === 'gone@example.org')?.person
  await owner.call('removeMember', { person })
  const visitingOperator = await operatorOf(network, 'visitor@example.org')
  await visitingOperator.operate('visitAccount', { account: id })
  clients = { anyone: consoleClient(network.apiUrl), inNoAccount, member, owner, visitingOperator, operator }
})
afterAll(() => network[Symbol.asyncDispose]())

/** What a caller is refused on a route with; "" when the route looks at the request, which is no JSON and so does nothing. */
async function refusalOf({ name, verb, family }: Method, { cookie, csrf }: ConsoleClient): Promise<string> {
  const answer = await fetch(`${network.apiUrl}/${family.name}/api/${name}`, {
    method: verb,
    ...(verb === 'POST' ? { body: '{not json' } : {}),
    headers: {
      'content-type': 'application/json',
      ...(cookie === '' ? {} : { cookie }),
      ...(csrf === '' ? {} : { 'x-csrf-token': csrf }),
    },
  })
  const text = await answer.text()
  expect(answer.status, `${name}: ${text}`).toBeLessThan(500)
  const code = text.startsWith('{') ? ((JSON.parse(text) as { code?: string }).code ?? '') : ''
  return REFUSALS.has(code) ? code : ''
}

test.each(CALLERS)('every console route lets %s do what the role allows and nothing else', async (caller) => {
  expect(routes.length).toBeGreaterThan(100)
  const told: Record<string, string> = {}
  const wanted: Record<string, string> = {}
  for (const route of routes) {
    const { name, role } = route
    if (role === undefined) throw new Error(`${name} names no role`)
    told[name] = await refusalOf(route, clients[caller])
    wanted[name] = caller === 'visitingOperator' && OWNER_ALONE.has(name) ? 'roleRefused' : RULES[role][caller]
  }
  expect(told).toEqual(wanted)
})
