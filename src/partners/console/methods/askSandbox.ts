import { Type } from 'typebox'
import { failure, Failure } from '../../../base/errors.ts'
import { accountMethod } from '../console-method.ts'

const noSandbox = failure({
  code: 'noSandbox',
  status: 404,
  form: 'problem',
  sentence: 'This installation has no simulated phones that the console could reach.',
})

const sandboxRefused = failure({
  code: 'sandboxRefused',
  status: 409,
  form: 'problem',
  sentence: 'The sandbox refused this.',
})

/** Passes a request on to the control API of the sandbox, whose key stays with the gateway. */
export const askSandbox = accountMethod({
  name: 'askSandbox',
  verb: 'POST',
  role: 'member',
  group: 'console-sandbox',
  summary: 'Drives the simulated phones of a sandbox installation',
  description:
    'The paths and bodies are those of the sandbox’s control API. A live installation has none: `noSandbox`.',
  errors: [noSandbox, sandboxRefused],
  body: Type.Object({
    verb: Type.Enum(['GET', 'POST']),
    path: Type.String({ pattern: '^/phones(/[0-9]{5,15}(/[a-z]+)?)?(\\?chat=[0-9]{5,15})?$', maxLength: 100 }),
    body: Type.Optional(Type.Unsafe<Record<string, unknown>>({ type: 'object' })),
  }),
  reply: Type.Object({ answer: Type.Unknown({ description: 'What the control API answered.' }) }),
  example: { body: { verb: 'GET', path: '/phones' }, reply: { answer: [] } },
  async run({ body: { verb, path, body }, signal }, { policy }) {
    if (!policy.sandbox) throw new Failure(noSandbox)
    const { url, key } = policy.sandbox
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const answer = await fetch(`${url}${path}`, {
      method: verb,
      headers,
      signal,
      ...(verb === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
    }).catch((cause: unknown) => {
      throw new Failure(sandboxRefused, { sentence: 'The sandbox does not answer.', cause })
    })
    const told = (await answer.json()) as { message?: string }
    if (!answer.ok) throw new Failure(sandboxRefused, { sentence: String(told.message) })
    return { answer: told }
  },
})
