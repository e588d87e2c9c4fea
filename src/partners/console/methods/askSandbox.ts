import { Type } from 'typebox'
import { accountMethod } from '../console-method.ts'
import { noSandbox, sandboxOf, sandboxRefused } from '../sandbox-control.ts'

/** Passes a request on to the control API of the sandbox. */
export const askSandbox = accountMethod({
  name: 'askSandbox',
  verb: 'POST',
  role: 'member',
  group: 'console-sandbox',
  summary: 'Drives the simulated phones of a sandbox installation',
  description:
    'The paths and bodies are those of the sandbox’s control API. A live installation has none: `noSandbox`.',
  // a page asks for every phone on it
  rate: { perSecond: 50, burst: 200 },
  errors: [noSandbox, sandboxRefused],
  body: Type.Object({
    verb: Type.Enum(['GET', 'POST']),
    path: Type.String({ pattern: '^/phones(/[0-9]{5,15}(/[a-z]+)?)?(\\?chat=[0-9]{5,15})?$', maxLength: 100 }),
    body: Type.Optional(Type.Unsafe<Record<string, unknown>>({ type: 'object' })),
  }),
  reply: Type.Object({ answer: Type.Unknown({ description: 'What the control API answered.' }) }),
  example: { body: { verb: 'GET', path: '/phones' }, reply: { answer: [] } },
  async run({ body: { verb, path, body }, signal }, ports) {
    const asked = { method: verb, signal, ...(verb === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}) }
    const answer = await sandboxOf(ports)(path, asked)
    return { answer: await answer.json() }
  },
})
