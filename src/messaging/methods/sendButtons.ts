import { Type } from 'typebox'
import { ButtonLabel } from './button-fields.ts'
import { switchedOff } from './switched-off.ts'

const fields = {
  message: Type.String({ minLength: 1, maxLength: 4096, description: 'The text.' }),
  buttons: Type.Array(Type.Object(ButtonLabel), { minItems: 1, maxItems: 3, description: 'The buttons.' }),
}
const example = { message: 'Pick a colour', buttons: [{ buttonId: 'b1', buttonText: 'Blue' }] }

export const sendButtons = switchedOff('sendButtons', 'sendInteractiveButtonsReply', fields, example)
