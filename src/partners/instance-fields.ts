import { Type } from 'typebox'
import { settingsFields } from '../instances/settings-schema.ts'

/** The partner's own name and facts of an instance (ours). */
export const ownFields = {
  externalId: Type.Optional(
    Type.String({ maxLength: 100, description: 'Ours: your own id of it; comes back in lists, events and invoices.' }),
  ),
  metadata: Type.Optional(
    Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      maxProperties: 50,
      description: 'Ours: facts of your own, up to 4096 characters as JSON.',
    }),
  ),
}

/** What a new instance can be given. */
export const instanceFields = {
  name: Type.Optional(Type.String({ maxLength: 200, description: '`Instance <idInstance>` when absent.' })),
  ...ownFields,
  ...settingsFields,
}

const { webhookUrlToken: _secret, ...openFields } = settingsFields

/** Settings of a template; it holds no secret, so that it can be shown. */
export const Template = Type.Object(openFields)
