import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ID, PARTNER, TOKEN, raw, startToy, type Toy } from './toy.test-support.ts'

let toy: Toy
beforeAll(async () => {
  toy = await startToy()
})
afterAll(() => toy.server.close())

const instance = `/waInstance${ID}`
const chat = { chatId: '15550104477@c.us' }
const good = JSON.stringify({ ...chat, message: 'hi' })
const json = async (verb: string, target: string, body?: string | Buffer, headers?: Record<string, string>) => {
  const answer = await raw(toy.port, verb, target, body, headers)
  return { ...answer, json: answer.status === 200 ? (JSON.parse(answer.body) as unknown) : answer.body }
}

describe('common.md section 1: the address', () => {
  it.each([
    ['plain', `${instance}/getSettings/${TOKEN}`],
    ['two slashes first (n8n)', `/${instance}/getSettings/${TOKEN}`],
    ['doubled anywhere', `${instance}//getSettings///${TOKEN}`],
    ['trailing slash', `${instance}/getSettings/${TOKEN}/`],
    ['slash before the question mark', `${instance}/getSettings/${TOKEN}/?x=1`],
    ['/v3', `/v3${instance}/getSettings/${TOKEN}`],
    ['/V3 and doubled', `//V3/${instance}/getSettings/${TOKEN}`],
    ['PascalCase (PHP)', `${instance}/GetSettings/${TOKEN}`],
    ['upper case', `/WAINSTANCE${ID}/GETSETTINGS/${TOKEN}`],
    ['absolute form', `http://api.example${instance}/getSettings/${TOKEN}`],
    ['escaped letters', `${instance}/get%53ettings/${TOKEN}`],
  ])('%s', async (_name, target) => {
    expect(await raw(toy.port, 'GET', target)).toMatchObject({ status: 200 })
  })
  it('the partner form, in any case, with its slashes', async () => {
    for (const target of [`/partner/createInstance/${PARTNER}`, `//Partner//CREATEINSTANCE/${PARTNER}/`])
      expect(await json('POST', target, '{}')).toMatchObject({ json: { key: null } })
  })
  it('the link form', async () => {
    expect(await json('GET', '/link/state/once')).toMatchObject({ json: 'linked' })
  })
  it('media methods are served whatever the host name', async () => {
    const answer = await raw(toy.port, 'POST', `${instance}/uploadFile/${TOKEN}`, 'x', { host: 'api.example.com' })
    expect(answer.status).toBe(200)
  })
})

describe('common.md section 1: the body', () => {
  const send = `${instance}/sendMessage/${TOKEN}`
  it.each<[string, Record<string, string>]>([
    ['no content type', {}],
    ['text/plain', { 'content-type': 'text/plain' }],
    ['a charset', { 'content-type': 'application/json; charset=utf-8' }],
    ['an invalid content type', { 'content-type': 'json' }],
    ['a form type', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('JSON with %s', async (_name, headers) => {
    expect(await json('POST', send, good, headers)).toMatchObject({ json: { body: { message: 'hi' } } })
  })
  it('UTF-8, and a byte-order mark is passed over', async () => {
    const body = Buffer.from(`\uFEFF${JSON.stringify({ ...chat, message: 'Привет 👋' })}`)
    expect(await json('POST', send, body)).toMatchObject({ json: { body: { message: 'Привет 👋' } } })
  })
  it('chunked', async () => {
    const chunked = `${good.length.toString(16)}\r\n${good}\r\n0\r\n\r\n`
    const head = `POST ${send} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n`
    const { rawRequest } = await import('./toy.test-support.ts')
    expect(await rawRequest(toy.port, head + chunked)).toMatchObject({ status: 200 })
  })
  it('a POST without a body, where everything is optional', async () => {
    expect(await raw(toy.port, 'POST', `/partner/createInstance/${PARTNER}`)).toMatchObject({ status: 200 })
  })
  it('unknown fields are no fault', async () => {
    const body = JSON.stringify({ ...chat, message: 'hi', archiveChat: true, enableMessagesHistory: 'no' })
    expect(await raw(toy.port, 'POST', send, body)).toMatchObject({ status: 200 })
  })
  it('digits in quotes are numbers where the schema says so, and nowhere else', async () => {
    const code = `${instance}/getAuthorizationCode/${TOKEN}`
    expect(await json('POST', code, '{"phoneNumber":"15550104477"}')).toMatchObject({
      json: { body: { phoneNumber: 15550104477 } },
    })
    const settings = await json('POST', `${instance}/setSettings/${TOKEN}`, '{"delaySendMessagesMilliseconds":"500"}')
    expect(settings).toMatchObject({ status: 400 })
    expect(settings.json).toContain(`'delaySendMessagesMilliseconds' must be a number`)
  })
  it('nothing is coerced: null and numbers are no texts', async () => {
    expect((await json('POST', send, JSON.stringify({ ...chat, message: null }))).json).toContain(
      `'message' must be a string`,
    )
    expect((await json('POST', send, JSON.stringify({ ...chat, message: 5 }))).json).toContain(
      `'message' must be a string`,
    )
  })
  it('bare digits name a person', async () => {
    const body = JSON.stringify({ chatId: '15550104477', message: 'hi' })
    expect(await json('POST', send, body)).toMatchObject({ json: { body: chat } })
  })
  it('phoneNumber stands in for chatId where a method allows it (JS v1 readChat)', async () => {
    const read = `${instance}/readChat/${TOKEN}`
    expect(await json('POST', read, '{"phoneNumber":15550104477}')).toMatchObject({ json: { body: chat } })
    expect((await json('POST', read, '{}')).json).toContain(`'chatId' is required`)
  })
  it('JSON on a GET, also with a content type and no body', async () => {
    const get = `${instance}/getSettings/${TOKEN}`
    expect(await raw(toy.port, 'GET', get, '{"a":1}', { 'content-type': 'application/json' })).toMatchObject({
      status: 200,
    })
    expect(await raw(toy.port, 'GET', get, undefined, { 'content-type': 'application/json' })).toMatchObject({
      status: 200,
    })
    expect(await raw(toy.port, 'GET', get, 'not json')).toMatchObject({ status: 200 })
  })
})

describe('clients.md', () => {
  const deletes = `${instance}/deleteNotification`
  it('1: names match in any letter case', async () => {
    for (const name of ['SendMessage', 'sendmessage', 'SENDMESSAGE'])
      expect(await raw(toy.port, 'POST', `${instance}/${name}/${TOKEN}`, good)).toMatchObject({ status: 200 })
    expect(await raw(toy.port, 'DELETE', `${instance}/DeleteNotification/${TOKEN}/5`)).toMatchObject({ status: 200 })
  })
  it('2: the receipt number behind the token, before it, or bare in the body', async () => {
    expect(await json('DELETE', `${deletes}/${TOKEN}/1234567`)).toMatchObject({ json: { tail: '1234567' } })
    expect(await json('DELETE', `${deletes}/1234567/${TOKEN}`)).toMatchObject({ json: { tail: '1234567' } })
    expect(await json('DELETE', `${deletes}/${TOKEN}/`, '1234567')).toMatchObject({ json: { tail: '1234567' } })
    expect(await json('DELETE', `${deletes}/${TOKEN}/`, '"1234567"')).toMatchObject({ json: { tail: '1234567' } })
    expect(await json('DELETE', `${deletes}/${TOKEN}/abc`)).toMatchObject({ json: { tail: 'abc' } })
  })
  it('3: a receipt number of 2^32 - 1 passes as it is', async () => {
    expect(await json('DELETE', `${deletes}/${TOKEN}/4294967295`)).toMatchObject({ json: { tail: '4294967295' } })
  })
  it('4: an empty queue is the four letters null, as JSON', async () => {
    const answer = await raw(toy.port, 'GET', `${instance}/receiveNotification/${TOKEN}`)
    expect(answer).toMatchObject({ status: 200, body: 'null' })
    expect(answer.head.toLowerCase()).toContain('content-type: application/json')
  })
  it('5: success is exactly 200, and a method without a result has an empty body', async () => {
    const answer = await raw(toy.port, 'POST', `${instance}/deleteMessage/${TOKEN}`)
    expect(answer).toMatchObject({ status: 200, body: '' })
    expect(answer.head.toLowerCase()).toContain('content-length: 0')
  })
  it('6: a GET reads its query from a JSON body, the query itself first', async () => {
    const statuses = `${instance}/getIncomingStatuses/${TOKEN}`
    expect(await json('GET', statuses, '{"minutes":7}')).toMatchObject({ json: { query: { minutes: 7 } } })
    expect(await json('GET', `${statuses}?minutes=5`, '{"minutes":7,"idMessage":"3EB0A1C4D77F"}')).toMatchObject({
      json: { query: { minutes: 5, idMessage: '3EB0A1C4D77F' } },
    })
    for (const verb of ['GET', 'DELETE']) {
      const name = verb === 'GET' ? 'getIncomingStatuses' : 'clearWebhooksQueue'
      const headers = { 'content-type': 'application/json', 'content-length': '0' }
      expect(await raw(toy.port, verb, `${instance}/${name}/${TOKEN}`, undefined, headers)).toMatchObject({
        status: 200,
      })
      const bare = { 'content-type': 'application/json' }
      expect(await raw(toy.port, verb, `${instance}/${name}/${TOKEN}`, undefined, bare)).toMatchObject({ status: 200 })
    }
  })
  it('7: query oddities', async () => {
    const receive = `${instance}/receiveNotification/${TOKEN}`
    for (const query of [
      '?5',
      '?receiveTimeout=2',
      '?receiveTimeout=500',
      '?receiveTimeout=x',
      '/?group=false',
      '?&&=&a',
    ])
      expect(await raw(toy.port, 'GET', receive + query)).toMatchObject({ status: 200, body: 'null' })
    expect(await json('GET', `${instance}/getIncomingStatuses/${TOKEN}/?minutes=5`)).toMatchObject({
      json: { query: { minutes: 5 } },
    })
    expect(await json('GET', `${instance}/getIncomingStatuses?minutes=6/${TOKEN}`)).toMatchObject({
      json: { query: { minutes: 6 } },
    })
    expect(await json('GET', `${instance}/getIncomingStatuses/?minutes=6/${TOKEN}`)).toMatchObject({
      json: { query: { minutes: 6 } },
    })
  })
  it('10: empty values mean absent, 0 for typingTime, and a clearing "" stays', async () => {
    const body = { ...chat, message: 'x', quotedMessageId: '', typingTime: 0, caption: '', linkPreview: null }
    expect(await json('POST', `${instance}/sendMessage/${TOKEN}`, JSON.stringify(body))).toMatchObject({
      json: { body: { ...chat, message: 'x' } },
    })
    const settings = `${instance}/setSettings/${TOKEN}`
    expect((await json('POST', settings, '{"webhookUrl":"","incomingWebhook":""}')).json).toEqual({
      query: null,
      tail: null,
      body: { webhookUrl: '' },
    })
  })
  it('12: CORS with preflight on every path, also on errors', async () => {
    for (const target of ['/', '/nowhere', `${instance}/sendMessage/x`, '*']) {
      const answer = await raw(toy.port, 'OPTIONS', target, undefined, { origin: 'https://a.example' })
      expect(answer).toMatchObject({ status: 204, body: '' })
      expect(answer.head).toMatch(/access-control-allow-origin: \*/i)
      expect(answer.head).toMatch(/access-control-allow-methods: .*DELETE/i)
      for (const name of ['Content-Type', 'Accept', 'GA-Filename', 'Idempotency-Key', 'Send-At', 'Send-Priority'])
        expect(answer.head).toMatch(new RegExp(`access-control-allow-headers: .*${name}`, 'i'))
    }
    for (const [verb, target, body] of [
      ['GET', '/nowhere', undefined],
      ['POST', `${instance}/sendMessage/bad`, '{}'],
      ['POST', `${instance}/sendMessage/${TOKEN}`, '{'],
      ['PUT', `${instance}/sendMessage/${TOKEN}`, '{}'],
    ] as const) {
      const answer = await raw(toy.port, verb, target, body)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.head).toMatch(/access-control-allow-origin: \*/i)
      expect(answer.head).toMatch(/access-control-expose-headers: \*/i)
    }
  })
  it('15: verbs are told apart by name, DELETE included', async () => {
    expect(await raw(toy.port, 'DELETE', `${instance}/clearWebhooksQueue/${TOKEN}`)).toMatchObject({ status: 200 })
    expect(await raw(toy.port, 'GET', `${instance}/clearWebhooksQueue/${TOKEN}`)).toMatchObject({ status: 404 })
  })
})
