import { Type } from 'typebox'
import { setProfile as set } from '../../people/person.ts'
import { personMethod } from '../console-method.ts'
import { LocaleWord, PersonName } from '../session-view.ts'

/** Sets the name and the language of the person who asks. */
export const setProfile = personMethod({
  name: 'setProfile',
  verb: 'POST',
  group: 'console-people',
  summary: 'Sets name and language',
  body: Type.Object({ name: PersonName, locale: LocaleWord }),
  reply: Type.Object({ name: Type.String(), locale: LocaleWord }),
  example: { body: { name: 'Ada', locale: 'en' }, reply: { name: 'Ada', locale: 'en' } },
  async run({ caller, body }, { store }) {
    await store.write(set, { id: caller.person.id, ...body })
    return body
  },
})
