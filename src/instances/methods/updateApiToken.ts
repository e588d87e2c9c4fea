import { Type } from 'typebox'
import { Failure, failure } from '../../base/errors.ts'
import { mintId, mintInstanceToken } from '../../base/ids.ts'
import { methodsOf } from '../../contract/method.ts'
import { instanceUnauthorized } from '../failures.ts'
import { instanceFamily } from '../instance-method.ts'
import { replaceToken } from '../lifecycle.ts'
import { instanceTokenSeal } from '../settings-store.ts'

/** The wrong-token answer of this one method (account.md section 8). */
const tokenUnauthorized = failure({
  code: 'tokenUnauthorized',
  status: 200,
  form: 'envelope200',
  sentence: 'Unauthorized',
  envelopeCode: 401,
})

const method = methodsOf<Awaited<ReturnType<typeof instanceFamily.authenticate>>>({
  ...instanceFamily,
  errors: [...instanceFamily.errors.filter((kind) => kind !== instanceUnauthorized), tokenUnauthorized],
  async authenticate(credentials, ports) {
    try {
      return await instanceFamily.authenticate(credentials, ports)
    } catch (error) {
      if (error instanceof Failure && error.kind === instanceUnauthorized) throw new Failure(tokenUnauthorized)
      throw error
    }
  },
})

/** Replaces the instance token. The answer is the only place where the new one appears; the old one stops working. */
export const updateApiToken = method({
  name: 'updateApiToken',
  verb: 'GET',
  group: 'account',
  summary: 'Replaces the instance token',
  description: 'A GET that changes state: it must not be repeated by a proxy.',
  rate: { perSecond: 50 },
  reply: Type.Object({ apiTokenInstance: Type.String({ pattern: '^[0-9a-f]{50}$' }) }),
  example: { reply: { apiTokenInstance: 'd75b3a66374942c5b3c019c698abc2067e151558acbd412345' } },
  async run({ caller }, { store, keyring, bus, clock }) {
    const token = mintInstanceToken()
    const at = clock.now()
    await store.write(replaceToken, {
      instance: caller.id,
      tokenHash: keyring.lookup(token),
      tokenSealed: keyring.seal(Buffer.from(token), instanceTokenSeal(caller.id)),
      deed: { id: mintId(at), actor: `instance/${caller.id}`, at },
    })
    bus.nudge('settings', caller.id)
    return { apiTokenInstance: token }
  },
})
