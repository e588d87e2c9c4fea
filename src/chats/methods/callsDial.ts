import { Type } from 'typebox'
import { PersonId } from '../../contract/schema.ts'
import { callMethod, callTaken, CallTaken } from '../calls.ts'

export const callsDial = callMethod({
  name: 'callsDial',
  verb: 'POST',
  summary: 'Calls somebody',
  body: { schema: Type.Object({ chatId: PersonId }), example: { chatId: '15550104477@c.us' } },
  reply: CallTaken,
  example: callTaken,
})
