import { expect, test } from 'vitest'
import { brokenImports, importsOf } from './import-rules.mjs'

const verdict = (path, line) => brokenImports(new Map([[path, `${line}\n`]])).length === 0

test.each([
  ['src/messaging/outgoing/accept.ts', `import { x } from '../../instances/instance.ts'`],
  ['src/messaging/outgoing/accept.ts', `import type { Store } from '../../store/port/store.ts'`],
  ['src/messaging/outgoing/accept.test.ts', `import { y } from '../../store/embedded/open.ts'`],
  ['src/store/embedded/open.ts', `import { migrations } from '../sql/migrations.ts'`],
  ['src/store/postgres/open.ts', `import pg from 'pg'`],
  ['src/engines/whatsapp/session.ts', `import { makeWASocket } from 'baileys'`],
  ['src/engines/whatsapp/session.ts', `import type { EngineHost } from '../port.ts'`],
  ['sandbox/src/wire/frames.ts', `import { proto } from 'baileys/WAProto/index.js'`],
  ['src/app/gateway.ts', `import { serve } from '../http/serve.ts'`],
  ['src/cli/main.ts', `import { startGateway } from '../app/gateway.ts'`],
  ['src/methods.ts', `import { sendMessage } from './messaging/methods/sendMessage.ts'`],
])('%s may: %s', (path, line) => {
  expect(verdict(path, line)).toBe(true)
})

test.each([
  ['src/base/ids.ts', `import { x } from '../store/port/store.ts'`],
  ['src/store/port/store.ts', `import type { Method } from '../../contract/method.ts'`],
  ['src/store/port/store.ts', `import { open } from '../embedded/open.ts'`],
  ['src/bus/port.ts', `import { inProcessBus } from './in-process.ts'`],
  ['src/engines/port.ts', `import { host } from './whatsapp/host.ts'`],
  ['src/contract/method.ts', `import { serve } from '../http/serve.ts'`],
  ['src/billing/day.ts', `import { x } from '../instances/instance.ts'`],
  ['src/billing/day.ts', `import { x } from '../delivery/sign.ts'`],
  ['src/instances/link.ts', `import { x } from '../messaging/outgoing/accept.ts'`],
  ['src/messaging/a.ts', `import type { X } from '../partners/token.ts'`],
  ['src/partners/a.ts', `import {\n  one,\n  two,\n} from '../messaging/token.ts'`],
  ['src/chats/a.ts', `export { x } from '../partners/token.ts'`],
  ['src/http/serve.ts', `import { methods } from '../methods.ts'`],
  ['src/derive/openapi.ts', `import { methods } from '../methods.ts'`],
  ['src/messaging/a.ts', `const m = await import('../app/gateway.ts')`],
  ['src/store/embedded/open.ts', `import { x } from '../../instances/operations.ts'`],
  ['src/engines/whatsapp/session.ts', `import { x } from '../../store/port/store.ts'`],
  ['src/cli/main.ts', `import { x } from '../messaging/outgoing/accept.ts'`],
  ['src/app/gateway.ts', `import { x } from '../../sandbox/src/api.ts'`],
  ['src/app/gateway.ts', `import { x } from 'rookery-sandbox'`],
  ['sandbox/src/network.ts', `import { x } from '../../src/base/ids.ts'`],
  ['src/messaging/a.ts', `import { proto } from 'baileys'`],
  ['src/messaging/a.ts', `import 'baileys/WAProto/index.js'`],
  ['src/app/store.ts', `import pg from 'pg'`],
  ['src/app/store.ts', `import { DatabaseSync } from 'node:sqlite'`],
  ['src/partners/a.ts', `import type { FastifyRequest } from 'fastify'`],
  ['src/partners/a.ts', `import multipart from '@fastify/multipart'`],
  ['src/partners/a.ts', `import { fetch } from 'undici'`],
  ['src/partners/a.ts', `import { env } from 'node:process'`],
  ['src/elsewhere/a.ts', `import { x } from '../base/ids.ts'`],
])('%s may not: %s', (path, line) => {
  expect(verdict(path, line)).toBe(false)
})

test('comments and plain strings are no imports', () => {
  const text = `/** import { a } from 'baileys' */\n// import 'pg'\nconst s = 'from pg'\nimport type { B } from './b.ts'\n`
  expect(importsOf(text)).toEqual(['./b.ts'])
})
