import { Type } from 'typebox'
import { switchedOff } from './switched-off.ts'

const Row = Type.Object({ title: Type.String({ maxLength: 24 }), rowId: Type.String() })
const Section = Type.Object({ rows: Type.Array(Row, { minItems: 1 }) })
const fields = {
  message: Type.String({ minLength: 1, maxLength: 20_000, description: 'The text.' }),
  buttonText: Type.String({ minLength: 1, description: 'Label of the button that opens the list.' }),
  sections: Type.Array(Section, { minItems: 1, description: 'The list in its sections.' }),
}
const sections = [{ rows: [{ title: 'Small', rowId: 's' }] }]
const example = { message: 'Choose a size', buttonText: 'Show sizes', sections }

export const sendListMessage = switchedOff('sendListMessage', 'sendPoll', fields, example)
