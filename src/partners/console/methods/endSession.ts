import { Type } from 'typebox'
import { endSession as end } from '../../people/session.ts'
import { personMethod } from '../console-method.ts'

/** Ends one session of the person who asks: a browser left open elsewhere. */
export const endSession = personMethod({
  name: 'endSession',
  verb: 'POST',
  group: 'console-people',
  summary: 'Ends one of the person’s sessions',
  body: Type.Object({ id: Type.String({ maxLength: 64 }) }),
  reply: Type.Object({ ended: Type.Boolean({ description: 'false: it had ended before.' }) }),
  example: { body: { id: '01KAYW5A8S' }, reply: { ended: true } },
  run: async ({ caller, body: { id } }, { store, clock }) => ({
    ended: await store.write(end, { id, person: caller.person.id, at: clock.now() }),
  }),
})
