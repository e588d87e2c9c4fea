import { PNG } from 'pngjs'
import { create } from 'qrcode'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NetworkChange } from '../api-changes.ts'
import type { PhoneMessage, PhoneState, SandboxNetwork } from '../api.ts'
import { startSandbox } from '../index.ts'
import { connect, link, newState, untilText } from '../testing/client.ts'
import { operations } from './operations.ts'
import { startControl, type Control } from './server.ts'

const KEY = 'a-test-key'
let network: SandboxNetwork
let control: Control

beforeAll(async () => {
  network = await startSandbox()
  control = await startControl({ network, key: KEY, host: '127.0.0.1', port: 0 })
})

afterAll(async () => {
  await control.stop()
  await network.stop()
})

interface Answer<T> {
  status: number
  body: T
}

async function call<T = { code: string; message: string }>(
  method: string,
  path: string,
  body?: unknown,
  key = KEY,
): Promise<Answer<T>> {
  const response = await fetch(`${control.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as T }
}

async function waiting() {
  const state = newState()
  const client = connect(network.facts, state)
  const { qr = '' } = await client.until('connection.update', (update) => update.qr !== undefined)
  return { client, state, qr }
}

test('every operation needs the key; the page and the description do not', async () => {
  for (const { method, path } of operations) {
    const answer = await call(method, path.replace(':number', '79001230001'), undefined, 'wrong')
    expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 401, 'unauthorized'])
  }
  const page = await fetch(control.url)
  expect(page.headers.get('content-type')).toContain('text/html')
  const text = await page.text()
  for (const { path } of operations) expect(text).toContain(path)
  const document = (await (await fetch(`${control.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>
  }
  const described = Object.values(document.paths).flatMap((methods) => Object.keys(methods))
  expect(described).toHaveLength(operations.length)
  expect(JSON.stringify(document)).not.toContain(KEY)
})

test('a body is JSON, whatever its header says', async () => {
  const post = (body: string) =>
    fetch(`${control.url}/phones`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    }).then(async (answer) => [answer.status, (await answer.json()) as { name?: string; code?: string }] as const)
  expect(await post('{"number":"15550990001","name":"Curl"}')).toMatchObject([200, { name: 'Curl' }])
  expect(await post('number=15550990002')).toMatchObject([400, { code: 'badRequest' }])
})

test('a phone is created, looked up, and not created twice', async () => {
  const created = await call<PhoneState>('POST', '/phones', { number: '79001230010', name: 'Dora' })
  expect(created.body).toMatchObject({ number: '79001230010', name: 'Dora', online: true, devices: [] })
  expect((await call<PhoneState>('GET', '/phones/79001230010')).body).toEqual(created.body)
  expect((await call<PhoneState[]>('GET', '/phones')).body).toContainEqual(created.body)
  const again = await call('POST', '/phones', { number: '79001230010' })
  expect(again).toMatchObject({ status: 409, body: { code: 'phoneExists' } })
  const unknown = await call('GET', '/phones/79009999999')
  expect(unknown).toMatchObject({ status: 404, body: { code: 'noPhone' } })
  expect(unknown.body.message).toContain('79009999999')
})

test.each([
  ['POST', '/phones', {}],
  ['POST', '/phones', { number: '+79001230011' }],
  ['POST', '/phones', { number: 79001230011 }],
  ['POST', '/phones', { number: '79001230011', colour: 'red' }],
  ['POST', '/phones', '{"number":'],
  ['POST', '/phones/79001230010/scan', {}],
  ['POST', '/phones/79001230010/scan', { qr: 'a', png: 'b' }],
  ['POST', '/phones/79001230010/scan', { png: 'bm90IGEgcGljdHVyZQ==' }],
  ['POST', '/phones/79001230010/restrict', { on: 'yes' }],
  ['POST', '/phones/79001230010/restrict', { on: true, kind: 'newChats' }],
  ['POST', '/phones/79001230010/restrict', { on: true, kind: 'cap', until: 1 }],
  ['POST', '/faults', { rules: [{ action: { kind: 'explode' } }] }],
])('%s %s with %j is refused with a sentence', async (method, path, body) => {
  const answer = await call(method, path, body)
  expect(answer.status).toBe(400)
  expect(answer.body.message.length).toBeGreaterThan(10)
})

test('a picture of a QR links a client; messages, reading and unlinking work over HTTP', async () => {
  const { client, state, qr } = await waiting()
  const png = PNG.sync.write(drawQr(qr)).toString('base64')
  const scanned = await call<{ device: number }>('POST', '/phones/79001230012/scan', { png })
  expect(scanned).toEqual({ status: 200, body: { device: 1 } })
  await client.until('connection.update', (update) => update.connection === 'close')
  const open = connect(network.facts, state)
  await open.until('connection.update', (update) => update.connection === 'open')

  await call('POST', '/phones', { number: '79001230013', name: 'Eve' })
  const sent = await call<{ id: string }>('POST', '/phones/79001230013/messages', {
    to: '79001230012',
    text: 'over HTTP',
  })
  const received = await untilText(open, 'over HTTP')
  expect(received.key?.id).toBe(sent.body.id)
  await open.sock.sendMessage(received.key?.remoteJid ?? '', { text: 'and back' })
  await network.phone('79001230013')?.waitFor((message) => message.text === 'and back')
  const shown = await call<PhoneMessage[]>('GET', '/phones/79001230013/messages?chat=79001230012')
  expect(shown.body.map((message) => [message.text, message.wireCount])).toEqual([
    ['over HTTP', 0],
    ['and back', 1],
  ])
  expect((await call('POST', '/phones/79001230013/read', { chat: '79001230012' })).status).toBe(200)
  await network.phone('79001230012')?.waitFor((message) => message.text === 'and back' && message.status === 'read')

  const media = {
    kind: 'document',
    data: Buffer.from('a file').toString('base64'),
    mimeType: 'text/plain',
    fileName: 'a.txt',
  }
  await call('POST', '/phones/79001230013/messages', { to: '79001230012', media })
  const file = await network.phone('79001230012')?.waitFor((message) => message.type === 'document')
  expect(file?.media).toMatchObject({ size: 6, fileName: 'a.txt' })

  const nobody = await call('POST', '/phones/79001230013/messages', { to: '79009999999', text: 'x' })
  expect(nobody).toMatchObject({ status: 404, body: { code: 'noAccount' } })
  const empty = await call('POST', '/phones/79001230013/messages', { to: '79001230012' })
  expect(empty).toMatchObject({ status: 400, body: { code: 'nothingToSend' } })

  expect((await call<PhoneState>('POST', '/phones/79001230012/unlink')).body.devices).toEqual([])
  await open.until('connection.update', (update) => update.connection === 'close')
})

test('a code is typed over HTTP, and a wrong QR says so', async () => {
  const { client } = await waiting()
  const code = await client.sock.requestPairingCode('79001230014')
  expect((await call<{ device: number }>('POST', '/phones/79001230014/code', { code })).body).toEqual({ device: 1 })
  const gone = await call('POST', '/phones/79001230014/scan', {
    qr: `ref,${'A'.repeat(43)}=,${'A'.repeat(43)}=,${'A'.repeat(43)}=,1`,
  })
  expect(gone).toMatchObject({ status: 400, body: { code: 'qrExpired' } })
})

test('a refusal ends the waiting client', async () => {
  const { client, qr } = await waiting()
  expect((await call('POST', '/phones/79001230015/refuse', { qr, how: 'refused' })).status).toBe(200)
  await client.until('connection.update', (update) => update.connection === 'close')
})

test('offline, online, restrict, typing and ban change what the state says', async () => {
  network.createPhone({ number: '79001230016' })
  network.createPhone({ number: '79001230017' })
  const post = (action: string, body?: unknown) => call<PhoneState>('POST', `/phones/79001230016/${action}`, body)
  expect((await post('offline')).body.online).toBe(false)
  expect((await post('messages', { to: '79001230017', text: 'x' })).status).toBe(409)
  expect((await post('online')).body.online).toBe(true)
  const cap = { kind: 'cap', chats: 2, until: Date.now() + 60_000 }
  expect((await post('restrict', { on: true, ...cap })).body).toMatchObject({ restricted: true, restriction: cap })
  expect((await post('restrict', { on: false })).body).toMatchObject({ restricted: false, restriction: null })
  expect((await post('restrict', { on: true })).body.restricted).toBe(true)
  expect((await post('naming', { naming: 'lid' })).body.naming).toBe('lid')
  expect((await post('naming', { naming: 'nobody' })).status).toBe(400)
  expect((await post('lids', { numbers: ['79001230017'] })).status).toBe(200)
  expect((await post('lids', { numbers: ['79009999999'] })).status).toBe(404)
  await post('typing', { to: '79001230017', on: true })
  const notices = await call<{ kind: string }[]>('GET', '/phones/79001230017/notices')
  expect(notices.body).toMatchObject([{ from: '79001230016', kind: 'composing' }])
  await post('ban')
  expect((await post('messages', { to: '79001230017', text: 'x' })).status).toBe(409)
})

test('privacy, the phone book and channels are steered over HTTP, and wrong words change nothing', async () => {
  network.createPhone({ number: '79001230019' })
  network.createPhone({ number: '79001230020' })
  const post = <T = PhoneState>(action: string, body: unknown, number = '79001230019') =>
    call<T>('POST', `/phones/${number}/${action}`, body)
  const listed = { profile: ['79001230020'] }
  const privacy = await post('privacy', { profile: 'contact_blacklist', readreceipts: 'none', listed })
  expect(privacy.body.privacy).toMatchObject({
    profile: 'contact_blacklist',
    readreceipts: 'none',
    last: 'all',
    listed,
  })
  expect((await post('privacy', { last: 'friends' })).status).toBe(400)
  expect((await post('phone-book', { names: { '79001230020': 'Rose' } })).body.contacts).toEqual({
    '79001230020': 'Rose',
  })
  expect((await post('phone-book', { names: { rose: 'Rose' } })).status).toBe(400)
  expect((await post('app-state', { how: 'forged' })).status).toBe(200)
  expect((await post('app-state', { how: 'burnt' })).status).toBe(400)

  const made = await post<{ id: string }>('channels', { name: 'News' })
  const within = (act: object, number?: string) =>
    post<{ serverId?: number; code?: string }>('channels/act', { channel: made.body.id, ...act }, number)
  const jpeg = Buffer.of(0xff, 0xd8, 0xff, 0xe0).toString('base64')
  expect((await within({ act: 'set', description: 'Of riders', picture: jpeg })).status).toBe(200)
  expect((await within({ act: 'post', text: 'One' })).body).toEqual({ serverId: 1 })
  expect((await within({ act: 'follow' }, '79001230020')).status).toBe(200)
  expect((await within({ act: 'post', text: 'Two' }, '79001230020')).body.code).toBe('notAllowed')
  expect((await within({ act: 'shout' })).status).toBe(400)
  const followed = await call('GET', '/phones/79001230020/channels')
  expect(followed.body).toMatchObject([{ id: made.body.id, description: 'Of riders', posts: [{ text: 'One' }] }])
})

test('faults are set, counted, cleared; the state and the facts can be read', async () => {
  const client = await link(network.facts, network.createPhone({ number: '79001230018' }))
  const rules = [{ tag: 'iq', number: '79001230018', action: { kind: 'drop' }, times: 5 }]
  expect((await call('POST', '/faults', { rules, seed: 42 })).body).toEqual({ seed: 42, hits: [0] })
  await client.sock.sendNode({ tag: 'iq', attrs: { id: 'x1', type: 'get', xmlns: 'w:p', to: '@s.whatsapp.net' } })
  await expect.poll(async () => (await call<{ hits: number[] }>('GET', '/faults')).body.hits[0]).toBeGreaterThan(0)
  expect((await call('DELETE', '/faults')).body).toEqual({ seed: 42, hits: [] })
  await call('POST', '/faults/kill', { number: '79001230018' })
  await client.until('connection.update', (update) => update.connection === 'close')
  const state = await call<{ phones: PhoneState[] }>('GET', '/state')
  expect(state.body.phones.map((phone) => phone.number)).toContain('79001230018')
  expect((await call('GET', '/network')).body).toEqual(network.facts)
  expect(await call('GET', '/nothing')).toMatchObject({ status: 404, body: { code: 'notFound' } })
})

test('changes of phones are followed: the revision first, then who changed', async () => {
  const phone = network.createPhone({ number: '79001230021' })
  const headers = { authorization: `Bearer ${KEY}` }
  const following = new AbortController()
  const { body } = await fetch(`${control.url}/changes`, { headers, signal: following.signal })
  const events = eventsOf(body)
  const first = await events.next()
  expect(first.value).toEqual({ revision: network.changes.revision, phones: [] })
  phone.offline()
  const next = await events.next()
  expect(next.value).toEqual({ revision: network.changes.revision, phones: ['79001230021'] })
  expect(network.changes.revision).toBeGreaterThan(first.value?.revision ?? 0)
  following.abort()
})

test('whoever follows changes does not keep the control API from stopping', async () => {
  const own = await startControl({ network, key: KEY, host: '127.0.0.1', port: 0 })
  const { body } = await fetch(`${own.url}/changes`, { headers: { authorization: `Bearer ${KEY}` } })
  const events = eventsOf(body)
  await events.next()
  await own.stop()
  await expect(events.next()).rejects.toThrow('terminated')
})

/** What a stream of server-sent events says. */
async function* eventsOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<NetworkChange, undefined> {
  let text = ''
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    const events = `${text}${Buffer.from(chunk).toString()}`.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) yield JSON.parse(event.replace(/^data: /, '')) as NetworkChange
  }
  return undefined
}

/** Draws the QR as the `qr` method of a gateway answers it. */
function drawQr(text: string): PNG {
  const { modules } = create(text)
  const [scale, margin] = [4, 16]
  const side = modules.size * scale + 2 * margin
  const png = new PNG({ width: side, height: side })
  png.data.fill(255)
  for (let y = margin; y < side - margin; y++) {
    for (let x = margin; x < side - margin; x++) {
      if (!modules.get(Math.floor((y - margin) / scale), Math.floor((x - margin) / scale))) continue
      png.data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
    }
  }
  return png
}
