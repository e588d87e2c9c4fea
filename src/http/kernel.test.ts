import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DELETED,
  ID,
  PARTNER,
  STARTING,
  TOKEN,
  raw,
  startToy,
  toyMethods,
  waiting,
  type Toy,
} from './toy.test-support.ts'
import { serve } from './serve.ts'

let toy: Toy
beforeAll(async () => {
  toy = await startToy()
})
afterAll(() => toy.server.close())

const at = (id: number | string, method: string, token = TOKEN) => `/waInstance${id}/${method}/${token}`
const chat = { chatId: '15550104477@c.us' }

describe('the order of checks (common.json, errorPrecedence)', () => {
  const bad = '{"chatId":'
  it.each([
    ['404 before a bad number', 'POST', at('abc', 'noSuchMethod', 'bad'), bad, 404, 'Not Found'],
    ['404 wrong verb before the token', 'PUT', at(ID, 'sendMessage', 'bad'), bad, 404, 'Not Found'],
    ['400 number before 401', 'POST', at('abc', 'sendMessage', 'bad'), bad, 400, 'Parameter idInstance not an integer'],
    ['400 no number at all', 'POST', at('', 'sendMessage', 'bad'), bad, 400, 'Parameter idInstance not an integer'],
    ['400 token missing', 'POST', `/waInstance${ID}/sendMessage`, bad, 400, 'Parameter apiTokenInstance not define'],
    [
      '400 token missing, slash',
      'POST',
      `/waInstance${ID}/sendMessage/`,
      bad,
      400,
      'Parameter apiTokenInstance not define',
    ],
    ['403 before 401', 'POST', at(7, 'sendMessage', 'bad'), bad, 403, 'Forbidden'],
    ['401 before the body', 'POST', at(ID, 'sendMessage', 'bad'), bad, 401, 'Unauthorized'],
    ['400 deleted before the body', 'POST', at(DELETED, 'sendMessage'), bad, 400, 'Instance is deleted'],
    ['400 JSON before validation', 'POST', at(STARTING, 'downloadFile'), bad, 400, 'Unexpected end of JSON input'],
    ['404 tail where none belongs', 'GET', `${at(ID, 'getSettings')}/5`, undefined, 404, 'Not Found'],
    ['404 other paths', 'GET', '/wp-login.php', undefined, 404, 'Not Found'],
    ['404 too many segments', 'GET', `${at(ID, 'deleteNotification')}/5/6`, undefined, 404, 'Not Found'],
  ])('%s', async (_name, verb, target, body, status, text) => {
    expect(await raw(toy.port, verb, target, body)).toMatchObject({ status, body: text })
  })
  it('validation before the state, the state before the method', async () => {
    const upload = await raw(toy.port, 'POST', at(STARTING, 'sendFileByUpload'), '{}')
    expect(upload.body).toContain(`'chatId' is required`)
    const state = await raw(toy.port, 'POST', at(STARTING, 'deleteMessage'))
    expect(state).toMatchObject({ status: 400, body: 'instance is starting or not authorized' })
    expect(
      await raw(toy.port, 'POST', at(STARTING, 'sendMessage'), JSON.stringify({ ...chat, message: 'x' })),
    ).toMatchObject({ status: 200 })
  })
  it('429 before deleted and before the body, after 401', async () => {
    expect(await raw(toy.port, 'GET', at(DELETED, 'slow'))).toMatchObject({ status: 400 })
    expect(await raw(toy.port, 'GET', at(DELETED, 'slow'))).toMatchObject({ status: 429 })
    expect(await raw(toy.port, 'GET', at(DELETED, 'slow', 'bad'))).toMatchObject({ status: 401 })
  })
  it('404 names the verbs there are', async () => {
    expect((await raw(toy.port, 'GET', at(ID, 'sendMessage'))).head).toMatch(/allow: POST/i)
  })
})

describe('bodies of failures', () => {
  it('validation: the four fields, the token masked', async () => {
    const answer = await raw(toy.port, 'POST', `/v3//waInstance${ID}/SendMessage/${TOKEN}/?a=${TOKEN}`, '{}')
    expect(answer.body).toBe(
      JSON.stringify({
        statusCode: 400,
        timestamp: new Date(toy.clock.at).toISOString(),
        path: `/v3/waInstance${ID}/SendMessage/***`,
        message: `Validation failed. Details: 'chatId' is required`,
      }),
    )
    expect(answer.body).toContain('"timestamp":"2026-01-0')
  })
  it('the partner envelope: HTTP 200, compact, code first', async () => {
    for (const target of ['/partner/createInstance/gac.bad', '/partner/createInstance', '/partner/createInstance/'])
      expect(await raw(toy.port, 'POST', target, '{')).toMatchObject({
        status: 200,
        body: '{"code":401,"description":"Unauthorized"}',
      })
  })
  it('466 carries its object and a reason phrase', async () => {
    const answer = await raw(toy.port, 'POST', at(ID, 'fails'), '{"how":"quota"}')
    expect(answer.head).toMatch(/^HTTP\/1\.1 466 Quota Exceeded\r\n/)
    expect(answer.body).toBe('{"invokeStatus":{"status":"QUOTE_EXCEEDED"}}')
  })
  it('families of ours speak {code, message}', async () => {
    const bearer = { authorization: 'Bearer op' }
    const answer = await raw(toy.port, 'POST', '/operator/api/accounts', '{"n":"5"}', bearer)
    expect(JSON.parse(answer.body)).toEqual({
      code: 'validationFailed',
      message: `Validation failed. Details: 'n' must be a number`,
    })
    expect(await raw(toy.port, 'POST', '/operator/api/accounts', '{"n":5}', bearer)).toMatchObject({
      status: 200,
      body: '[]',
    })
    expect(await raw(toy.port, 'POST', '/operator/api/accounts', '{"n":5}')).toMatchObject({ status: 401 })
  })
  it.each([
    ['{', 'Unexpected end of JSON input'],
    ['{"a":}', 'Unexpected token } in JSON at position 5'],
    ['{"a":1,}', 'Unexpected token } in JSON at position 7'],
    ['{a:1}', 'Unexpected token a in JSON at position 1'],
    ['nope', 'Unexpected token o in JSON at position 1'],
    ['[1,2', 'Unexpected end of JSON input'],
    ['[01]', 'Unexpected token 1 in JSON at position 2'],
    ['{"a":"\\x"}', 'Unexpected token x in JSON at position 7'],
    ['{"a":"1"}}', 'Unexpected token } in JSON at position 9'],
    ['"a\nb"', 'Unexpected token \n in JSON at position 2'],
    ['-', 'Unexpected end of JSON input'],
    ['// note\n{}', 'Unexpected token / in JSON at position 0'],
  ])('not JSON: %j', async (body, text) => {
    expect(await raw(toy.port, 'POST', at(ID, 'sendMessage'), body)).toMatchObject({ status: 400, body: text })
  })
  it('a body over the limit is refused before it is read, and while', async () => {
    const message = JSON.stringify({ ...chat, message: 'x'.repeat(210_000) })
    const said = await raw(toy.port, 'POST', at(ID, 'sendMessage'), message)
    expect(said).toMatchObject({ status: 413, body: 'request entity too large' })
    const { rawRequest } = await import('./toy.test-support.ts')
    const head = `POST ${at(ID, 'sendMessage')} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n`
    const chunk = `${message.length.toString(16)}\r\n${message}\r\n0\r\n\r\n`
    expect(await rawRequest(toy.port, head + chunk)).toMatchObject({ status: 413 })
  })
})

describe('the first broken rule, in the contract’s words', () => {
  it.each([
    ['sendMessage', {}, `'chatId' is required`],
    ['sendMessage', { message: 5 }, `'chatId' is required`],
    ['sendMessage', { chatId: 5, message: 5 }, `'chatId' must be a string`],
    ['sendMessage', chat, `'message' is required`],
    ['sendMessage', { ...chat, message: '' }, `'message' is not allowed to be empty`],
    [
      'sendMessage',
      { ...chat, message: 'x'.repeat(20_001) },
      `'message' length must be less than or equal to 20000 characters long`,
    ],
    [
      'sendMessage',
      { chatId: 'a@b', message: 'x' },
      `'chatId' must be one of the next formats: 'phone_number@c.us' or 'chat_id@lid'`,
    ],
    [
      'sendMessage',
      { chatId: 'abc', message: 'x' },
      `'chatId' must be one of the next formats: 'phone_number@c.us' or 'chat_id@lid'`,
    ],
    ['sendMessage', { chatId: '+1555@c.us', message: 'x' }, `'chatId': invalid phone number`],
    ['sendMessage', { chatId: '0155501044', message: 'x' }, `'chatId': invalid phone number`],
    ['sendMessage', { ...chat, message: 'x', typingTime: 5 }, `'typingTime' must be greater than or equal to 1000`],
    ['sendMessage', { ...chat, message: 'x', typingTime: 2000.5 }, `'typingTime' must be an integer`],
    ['sendMessage', { ...chat, message: 'x', linkPreview: 'yes' }, `'linkPreview' must be a boolean`],
    ['sendMessage', { ...chat, message: 'a\0b' }, `'message' must not contain the character U+0000`],
    ['sendMessage', [], `'value' must be of type object`],
    ['sendMessage', 5, `'value' must be of type object`],
    ['downloadFile', {}, `'value' must have at least 2 keys`],
    ['downloadFile', chat, `'value' must have at least 2 keys`],
    ['downloadFile', { ...chat, x: 1 }, `'idMessage' is required`],
    ['setSettings', {}, `'value' must have at least 1 key`],
    ['setSettings', { incomingWebhook: 'maybe' }, `'incomingWebhook' must be one of [yes, no]`],
    [
      'setSettings',
      { delaySendMessagesMilliseconds: 1 },
      `'delaySendMessagesMilliseconds' must be greater than or equal to 500`,
    ],
    ['getAuthorizationCode', { phoneNumber: '+7999' }, `'phoneNumber' must be a number`],
  ])('%s %j', async (method, body, sentence) => {
    const answer = await raw(toy.port, 'POST', at(ID, method), JSON.stringify(body))
    expect(JSON.parse(answer.body)).toMatchObject({
      statusCode: 400,
      message: `Validation failed. Details: ${sentence}`,
    })
  })
  it('a query', async () => {
    const answer = await raw(toy.port, 'GET', `${at(ID, 'getIncomingStatuses')}?minutes=x`)
    expect(answer.body).toContain(`'minutes' must be a number`)
    expect((await raw(toy.port, 'GET', `${at(ID, 'getIncomingStatuses')}?idMessage=%00`)).body).toContain('U+0000')
  })
})

describe('rates', () => {
  it('count per caller and method, and refill', async () => {
    const call = (id: number) => raw(toy.port, 'GET', at(id, 'limited'))
    expect((await call(5001)).head).toMatch(/x-ratelimit-remaining: 1/i)
    expect((await call(5001)).head).toMatch(/x-ratelimit-replenish-rate: 2/i)
    const refused = await call(5001)
    expect(refused).toMatchObject({ status: 429, body: 'Too Many Requests' })
    expect(refused.head).toMatch(/retry-after: 1\r/i)
    expect(refused.head).toMatch(/x-ratelimit-remaining: 0/i)
    expect(await call(5002)).toMatchObject({ status: 200 })
    expect(await raw(toy.port, 'GET', at(5001, 'getSettings'))).toMatchObject({ status: 200 })
    toy.clock.at += 500
    expect(await call(5001)).toMatchObject({ status: 200 })
    expect(await call(5001)).toMatchObject({ status: 429 })
  })
  it('0.1 per second is one in ten seconds', async () => {
    const call = () => raw(toy.port, 'GET', at(5003, 'slow'))
    expect(await call()).toMatchObject({ status: 200 })
    const refused = await call()
    expect(refused.head).toMatch(/retry-after: 10\r/i)
    toy.clock.at += 9_900
    expect(await call()).toMatchObject({ status: 429 })
    toy.clock.at += 100
    expect(await call()).toMatchObject({ status: 200 })
  })
  it('a burst is its own size', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 21; i++)
      statuses.push((await raw(toy.port, 'POST', `/partner/createInstance/${PARTNER}`)).status)
    expect(statuses.filter((status) => status === 429)).toHaveLength(1)
  })
})

describe('faults', () => {
  it('an unexpected error is silent outside and whole in the log, without secrets', async () => {
    const secret = 'the message of a person'
    const answer = await raw(toy.port, 'POST', at(ID, 'fails'), JSON.stringify({ how: 'error', secret }))
    expect(answer).toMatchObject({ status: 500, body: 'Internal Server Error' })
    const lines = toy.logged.filter(({ level }) => level === 'error')
    const text = JSON.stringify(lines.at(-1))
    expect(text).toContain('boom with *** and ***')
    expect(text).toContain('caused by')
    expect(text).toContain('toy.test-support.ts')
    const all = JSON.stringify(toy.logged)
    for (const word of [secret, TOKEN, PARTNER]) expect(all).not.toContain(word)
  })
  it('an undeclared failure and a reply against its schema are 500 in tests', async () => {
    const undeclared = () => raw(toy.port, 'POST', at(ID, 'fails'), '{"how":"undeclared"}')
    expect(await undeclared()).toMatchObject({ status: 500 })
    expect(toy.logged.at(-2)).toMatchObject({ fields: { code: 'toyUndeclared' } })
    expect(await raw(toy.port, 'GET', at(ID, 'badReply'))).toMatchObject({ status: 500 })
    const lax = await startToy({ strict: false })
    expect(await raw(lax.port, 'POST', at(ID, 'fails'), '{"how":"undeclared"}')).toMatchObject({
      status: 409,
      body: '{"code":"toyUndeclared","message":"nobody said so"}',
    })
    expect(await raw(lax.port, 'GET', at(ID, 'badReply'))).toMatchObject({ status: 200 })
    await lax.server.close()
  })
  it('the access log names method and instance, never a path', async () => {
    await raw(toy.port, 'POST', at(ID, 'sendMessage', 'wrong-token-1'), '{}')
    expect(toy.logged.at(-1)).toMatchObject({
      level: 'info',
      fields: { method: 'sendMessage', idInstance: String(ID), status: 401 },
    })
    expect(JSON.stringify(toy.logged)).not.toContain('wrong-token-1')
  })
  it('two methods on one address are refused at start', async () => {
    const ports = {} as Parameters<typeof serve>[0]['ports']
    await expect(serve({ methods: [...toyMethods, ...toyMethods], ports })).rejects.toThrow('two methods answer')
  })
})

describe('answers of methods', () => {
  it('may set headers', async () => {
    toy.clock.at += 10_000
    const answer = await raw(toy.port, 'POST', `/partner/createInstance/${PARTNER}`, '{}', { 'idempotency-key': 'k1' })
    expect(answer).toMatchObject({ status: 200, body: '{"key":"k1"}' })
    expect(answer.head).toMatch(/next-cursor: abc/i)
  })
  it('a waiting call ends when the server stops', async () => {
    const other = await startToy()
    const before = waiting.count
    const answer = raw(other.port, 'GET', at(ID, 'wait'))
    await expect.poll(() => waiting.count).toBe(before + 1)
    await other.server.close()
    expect(await answer).toMatchObject({ body: '"ended"' })
  })
  it('a kept-open connection does not hold up a stopping server', async () => {
    const other = await startToy()
    const before = waiting.count
    const answer = fetch(`${other.url}${at(ID, 'wait')}`)
    await expect.poll(() => waiting.count).toBe(before + 1)
    const begun = performance.now()
    await other.server.close()
    expect(await (await answer).text()).toBe('"ended"')
    // by itself it would be kept for more than a minute
    expect(performance.now() - begun).toBeLessThan(30_000)
  })
  it('what is no HTTP gets an answer, and a broken answer cuts the connection', async () => {
    const { rawRequest } = await import('./toy.test-support.ts')
    const nonsense = await rawRequest(toy.port, 'NONSENSE\r\n\r\n')
    expect(nonsense.status).toBe(400)
    expect(nonsense.head).toMatch(/access-control-allow-origin: \*/i)
    const long = await rawRequest(toy.port, `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(long.status).toBe(431)
    const other = await startToy({
      files: async (_request, response) => {
        response.writeHead(200).write('half')
        throw new Error('the disk is gone')
      },
    })
    await expect(fetch(`${other.url}/files/x`).then((answer) => answer.text())).rejects.toThrow()
    await other.server.close()
  })
})

describe('the service paths', () => {
  it('health, readiness, metrics without tokens or numbers, documents, files', async () => {
    const registry = new Registry()
    let ready = false
    const other = await startToy({
      signals: { registry, ready: async () => ({ ready, store: 'open' }), metricsToken: 'm' },
      documents: new Map([['/reference', { type: 'text/html; charset=utf-8', body: '<p>all</p>' }]]),
      files: async (_request, response, path) => void response.writeHead(206).end(path),
    })
    const get = (target: string, headers?: Record<string, string>) => raw(other.port, 'GET', target, undefined, headers)
    expect(await get('/health')).toMatchObject({ status: 200, body: '{"status":"ok"}' })
    expect(await get('/ready')).toMatchObject({ status: 503, body: '{"ready":false,"store":"open"}' })
    ready = true
    expect(await get('//ready/')).toMatchObject({ status: 200 })
    expect(await get('/reference/')).toMatchObject({ status: 200, body: '<p>all</p>' })
    const file = await get('/files/abc/a%20b.png')
    expect(file.status).toBe(206)
    expect(file.body).toContain('/files/abc/a b.png')
    expect(file.head).toMatch(/access-control-allow-origin: \*/i)
    await get(at(ID, 'getSettings'))
    await get(at(ID, 'getSettings', 'bad'))
    expect(await get('/metrics')).toMatchObject({ status: 401 })
    const metrics = (await get('/metrics', { authorization: 'Bearer m' })).body
    expect(metrics).toContain('rookery_http_requests_total{method="getSettings",status="200"} 1')
    expect(metrics).toContain('rookery_http_requests_total{method="getSettings",status="401"} 1')
    for (const word of [TOKEN, String(ID)]) expect(metrics).not.toContain(word)
    await other.server.close()
  })
})
