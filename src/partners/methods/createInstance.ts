import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { creditLimitReached } from '../../billing/life.ts'
import { noNumberRange } from '../../instances/lifecycle.ts'
import { settingRefused } from '../../instances/failures.ts'
import { instanceFields } from '../instance-fields.ts'
import { newInstance } from '../new-instance.ts'
import { PARTNER_RATE, mayWrite, partnerMethod, partnerReadOnly } from '../partner-method.ts'
import { checkMetadata, keyReused, metadataRefused } from '../rows.ts'

/** Only one messenger is hosted so far. */
export const messengerRefused = failure({
  code: 'messengerRefused',
  status: 400,
  form: 'validation',
  sentence: "Validation failed. Details: 'typeInstance' must be 'whatsapp': no other messenger is hosted here",
})

export const keyMalformed = failure({
  code: 'keyMalformed',
  status: 200,
  form: 'envelope200',
  sentence: 'An Idempotency-Key is 1 to 255 visible characters',
  envelopeCode: 400,
})

/** Makes an instance; its settings are in force and a QR is on its way when the call answers. */
export const createInstance = partnerMethod({
  name: 'createInstance',
  verb: 'POST',
  group: 'partner',
  summary: 'Makes a new instance on the partner account',
  description:
    'Ours: `apiUrl` and `mediaUrl` in the answer, and the header `Idempotency-Key`: a call that comes again with the ' +
    'same key and body gets the first answer and makes nothing; kept for a day at least. `externalId` and `metadata` ' +
    'are yours; a token’s template gives the settings that the call does not.',
  rate: PARTNER_RATE,
  errors: [
    partnerReadOnly,
    noNumberRange,
    creditLimitReached,
    settingRefused,
    messengerRefused,
    keyReused,
    keyMalformed,
    metadataRefused,
  ],
  headers: ['idempotency-key'],
  bodyType: 'json',
  body: Type.Object({
    ...instanceFields,
    typeInstance: Type.Optional(Type.String({ maxLength: 32, description: '`whatsapp`, the only one so far.' })),
  }),
  reply: Type.Object({
    idInstance: Type.Integer(),
    apiTokenInstance: Type.String({ pattern: '^[0-9a-f]{50}$' }),
    typeInstance: Type.String(),
    apiUrl: Type.String({ description: 'Ours: base address of its methods.' }),
    mediaUrl: Type.String({ description: 'Ours: base address of its uploads.' }),
  }),
  example: {
    body: { name: 'Branch office line', webhookUrl: 'https://hooks.example.org/in', incomingWebhook: 'yes' },
    reply: {
      idInstance: 1101000007,
      apiTokenInstance: 'd75b3a66374942c5b3c019c698abc2067e151558acbd412345',
      typeInstance: 'whatsapp',
      apiUrl: 'https://api.example.org',
      mediaUrl: 'https://media.example.org',
    },
  },
  async run({ caller, body, headers }, ports) {
    mayWrite(caller)
    if (body.typeInstance !== undefined && body.typeInstance !== 'whatsapp') throw new Failure(messengerRefused)
    const key = headers['idempotency-key']
    if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) throw new Failure(keyMalformed)
    checkMetadata(body.metadata)
    const { account, template } = caller
    return await newInstance(ports, { account, body, template, ...(key === undefined ? {} : { key }) })
  },
})
