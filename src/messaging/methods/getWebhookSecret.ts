import { Type } from 'typebox'
import { webhookSecret } from '../../delivery/signature.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { webhookReceiver } from '../notifications/webhooks.ts'

export const getWebhookSecret = instanceMethod({
  name: 'getWebhookSecret',
  verb: 'GET',
  group: 'deliveries',
  origin: 'ours',
  summary: 'The secret that webhooks of this instance are signed with',
  description:
    'Each webhook carries webhook-id, webhook-timestamp and webhook-signature in the Standard Webhooks form: ' +
    '`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body` under the bytes behind `whsec_`.',
  rate: { perSecond: 1 },
  reply: Type.Object({ secret: Type.String() }),
  example: { reply: { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' } },
  async run({ caller }, { keyring }) {
    return { secret: webhookSecret(keyring, webhookReceiver(caller.id)) }
  },
})
