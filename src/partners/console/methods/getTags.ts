import { Type } from 'typebox'
import { tagsOf } from '../../tags.ts'
import { accountMethod } from '../console-method.ts'

/** The tags of the account, each with how many instances have it. */
export const getTags = accountMethod({
  name: 'getTags',
  verb: 'GET',
  role: 'member',
  group: 'console-instances',
  summary: 'The tags of the account’s instances',
  reply: Type.Array(Type.Object({ tag: Type.String(), instances: Type.Integer() })),
  example: { reply: [{ tag: 'north', instances: 12 }] },
  run: ({ caller }, { store }) => store.read(tagsOf, { account: caller.account.id }),
})
