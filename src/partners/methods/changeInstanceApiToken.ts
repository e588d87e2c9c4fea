import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { mintInstanceToken } from '../../base/ids.ts'
import { DigitsInteger } from '../../contract/schema.ts'
import { instanceTokenSeal } from '../../instances/settings-store.ts'
import { changeToken } from '../change-token.ts'
import { deedOfToken, mayWrite, partnerMethod, partnerNotFound, partnerReadOnly } from '../partner-method.ts'

/** Replaces the token of one instance; the old one and the link pages made under it stop working. */
export const changeInstanceApiToken = partnerMethod({
  name: 'changeInstanceApiToken',
  verb: 'POST',
  group: 'partner',
  origin: 'ours',
  summary: 'Replaces the token of an instance',
  rate: { perSecond: 1, burst: 10 },
  errors: [partnerReadOnly, partnerNotFound],
  body: Type.Object({ idInstance: DigitsInteger({ minimum: 1, maximum: 999_999_999_999 }) }),
  reply: Type.Object({ apiTokenInstance: Type.String({ pattern: '^[0-9a-f]{50}$' }) }),
  example: {
    body: { idInstance: 1101000007 },
    reply: { apiTokenInstance: 'd75b3a66374942c5b3c019c698abc2067e151558acbd412345' },
  },
  async run({ caller, body: { idInstance: id } }, ports) {
    mayWrite(caller)
    const { store, keyring, bus } = ports
    const token = mintInstanceToken()
    const changed = await store.write(changeToken, {
      id,
      account: caller.account,
      tokenHash: keyring.lookup(token),
      tokenSealed: keyring.seal(Buffer.from(token), instanceTokenSeal(id)),
      deed: deedOfToken(caller, ports),
    })
    if (!changed) throw new Failure(partnerNotFound)
    bus.nudge('settings', id)
    return { apiTokenInstance: token }
  },
})
