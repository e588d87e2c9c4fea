import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { failure } from '../base/errors.ts'
import { methodsOf, type Family, type Method } from '../contract/method.ts'
import { ChatId, DigitsInteger, MessageId } from '../contract/schema.ts'
import type { ContractMethod } from './contract-method.ts'
import { coverage, coverageRows } from './coverage.ts'
import { deriveAll } from './derive-all.ts'
import { documents } from './documents.ts'
import { openapi } from './openapi.ts'
import { postman } from './postman.ts'
import { referencePage } from './reference-page.ts'
import { shapeOf } from './shape.ts'
import contractJson from '../../test/fixtures/contract/methods.json' with { type: 'json' }

const contract = contractJson as unknown as readonly ContractMethod[]
const unauthorized = failure({ code: 'unauthorizedHere', status: 401, form: 'text', sentence: 'Unauthorized' })
const late = failure({ code: 'late', status: 409, form: 'problem', sentence: 'too late | sorry' })
const family: Family<string> = {
  name: 'instance',
  address: '/waInstance{idInstance}/{method}/{apiTokenInstance}',
  errors: [unauthorized],
  authenticate: async () => '',
  rateKey: () => '',
}
const instanceMethod = methodsOf(family)

const sendMessage = instanceMethod({
  name: 'sendMessage',
  verb: 'POST',
  otherVerbs: ['GET'],
  group: 'sending',
  summary: 'Sends a text',
  rate: { perSecond: 50 },
  errors: [late],
  body: Type.Object({
    chatId: ChatId,
    message: Type.String({ minLength: 1, maxLength: 20_000 }),
    quotedMessageId: Type.Optional(MessageId),
  }),
  reply: Type.Object({ idMessage: MessageId }),
  example: { body: { chatId: '15550104477@c.us', message: 'hi' }, reply: { idMessage: '3EB0A1C4D77F00124E19' } },
  run: async () => ({ idMessage: '' }),
})
const deleteNotification = instanceMethod({
  name: 'deleteNotification',
  verb: 'DELETE',
  group: 'receiving',
  summary: 'Removes a notification',
  rate: { perSecond: 100 },
  tail: 'receiptId',
  reply: Type.Object({ result: Type.Boolean() }),
  example: { tail: '1234567', reply: { result: true } },
  run: async () => ({ result: true }),
})
const list: readonly Method[] = [sendMessage, deleteNotification]

describe('openapi', () => {
  const document = openapi(list, { apiUrl: 'http://a', mediaUrl: 'http://m' })
  const at = document.paths['/waInstance{idInstance}/sendMessage/{apiTokenInstance}'] as Record<string, never>
  it('has both verbs with ids of their own', () => {
    expect(at['post']).toMatchObject({ operationId: 'sendMessage' })
    expect(at['get']).toMatchObject({ operationId: 'sendMessageByGET' })
  })
  it('names a schema once and hides notes of the kernel', () => {
    const text = JSON.stringify(document)
    expect(text).not.toContain('x-wire')
    expect(text.match(/phone_number@c\.us|A person \(`/g)).toHaveLength(1)
    expect(at['post']).toMatchObject({
      requestBody: {
        content: {
          'application/json': { schema: { properties: { chatId: { $ref: '#/components/schemas/ChatId' } } } },
        },
      },
    })
    expect(Object.keys(document.components.schemas)).toEqual(['ChatId', 'MessageId'])
  })
  it('lists declared failures in their body form', () => {
    expect(at['post']).toMatchObject({
      responses: {
        401: { content: { 'text/plain': { examples: { unauthorizedHere: { value: 'Unauthorized' } } } } },
        409: { content: { 'application/json': { examples: { late: { value: { code: 'late' } } } } } },
        400: { content: { 'application/json': { examples: { validationFailed: { value: { statusCode: 400 } } } } } },
      },
    })
  })
  it('puts the tail into the path', () => {
    expect(Object.keys(document.paths)).toContain(
      '/waInstance{idInstance}/deleteNotification/{apiTokenInstance}/{receiptId}',
    )
  })
})

it('postman fills addresses from its environment and bodies from examples', () => {
  const { collection, environment } = postman(list)
  expect(collection).toMatchObject({
    item: [
      { name: 'sending', item: [{ request: { body: { raw: JSON.stringify(sendMessage.example.body, null, 2) } } }] },
      {
        item: [
          {
            request: {
              url: { raw: '{{apiUrl}}/waInstance{{idInstance}}/deleteNotification/{{apiTokenInstance}}/1234567' },
            },
          },
        ],
      },
    ],
  })
  expect(JSON.stringify(environment)).toContain('apiTokenInstance')
})

it('a page shows fields, limits and failures, with bars escaped in tables', () => {
  const page = referencePage(sendMessage)
  expect(page).toContain('| `message` | string 1…20000 characters | yes |')
  expect(page).toContain('- Limit: 50 calls per second')
  expect(page).toContain('| 409 | problem | too late \\| sorry |')
})

describe('coverage', () => {
  const row = (methods: readonly Method[], exercised: readonly string[]) =>
    coverageRows(contract, methods, exercised).find(({ name }) => name === 'sendMessage')
  it('counts a method only when a scenario exercised it', () => {
    expect(row(list, [])).toMatchObject({ state: 'unproven' })
    expect(row(list, ['sendMessage'])).toMatchObject({ state: 'yes' })
    expect(row([], ['sendMessage'])).toMatchObject({ state: 'missing' })
  })
  it('reports what disagrees', () => {
    const other: Method = {
      ...sendMessage,
      verb: 'GET',
      otherVerbs: [],
      host: 'media',
      rate: { perSecond: 5 },
      body: Type.Object({ chatId: DigitsInteger(), message: Type.Optional(Type.String()), extra: Type.String() }),
      reply: Type.Object({}),
    }
    expect(row([other], ['sendMessage'])).toMatchObject({
      state: 'disagrees',
      disagreements: [
        'verb: contract POST, here GET',
        'host: contract api, here media',
        'rate: contract 50, here 5',
        'body field message is required by the contract',
        'body field extra is required here only',
        'body field chatId: contract string, here integer',
        'reply field idMessage is not promised here',
      ],
    })
  })
  it('does not count a method whose answer is fixed and that must do nothing', () => {
    const inert = contract.filter((method) => method.inert)
    const names = inert.map(({ name }) => name).sort()
    const only = inert.filter(({ name }) => name === 'setSystemProxy')
    expect(names).toEqual(['sendButtons', 'sendListMessage', 'sendTemplateButtons', 'setSystemProxy'])
    const setSystemProxy = instanceMethod({
      name: 'setSystemProxy',
      verb: 'GET',
      group: 'account',
      summary: 'Does nothing',
      rate: { perSecond: 50 },
      reply: Type.Object({ setSystemProxy: Type.Boolean() }),
      example: { reply: { setSystemProxy: true } },
      run: async () => ({ setSystemProxy: true }),
    })
    expect(coverageRows(only, [setSystemProxy], ['setSystemProxy'])).toMatchObject([{ state: 'fixed' }])
  })
  it('knows methods of other messengers', () => {
    const rows = coverageRows(contract, [], [])
    expect(rows.find(({ name }) => name === 'startAuthorization')).toMatchObject({ state: 'foreign' })
    expect(rows.length).toBeGreaterThan(80)
    expect(coverage(contract, list, [])).toContain('| sendMessage | sending | unproven |')
  })
})

it('reads shapes through choices, references and the failure envelope', () => {
  const schema = {
    oneOf: [
      { type: 'array', items: { $ref: '#/$defs/row' } },
      { type: 'object', properties: { code: {}, description: {} } },
    ],
    $defs: { row: { type: 'object', properties: { id: { type: 'integer' }, at: { const: null } }, required: ['id'] } },
  }
  expect(shapeOf(schema)).toEqual({ types: ['array'], fields: { at: ['null'], id: ['integer'] }, required: ['id'] })
})

it('derives the same text twice, and the server documents carry no script', () => {
  expect([...deriveAll(list, contract, [])]).toEqual([...deriveAll(list, contract, [])])
  expect([...deriveAll(list, contract, []).keys()]).toContain('methods/sendMessage.md')
  const served = documents(list, { apiUrl: 'http://a', mediaUrl: 'http://m' })
  expect(served.get('/reference')?.body).toContain('<a href="/reference/sendMessage">sendMessage</a>')
  expect(served.get('/reference/sendMessage')?.body).toContain('<td>too late | sorry</td>')
  for (const { body } of served.values()) expect(body).not.toContain('<script')
})
