import { Type } from 'typebox'
import { switchedOff } from './switched-off.ts'

const Button = Type.Object({ index: Type.Integer({ minimum: 1, description: 'Position, from 1.' }) })
const fields = {
  message: Type.String({ minLength: 1, maxLength: 4096, description: 'The text.' }),
  templateButtons: Type.Array(Button, { minItems: 1, description: 'The buttons.' }),
}
const example = { message: 'Your parcel is on its way', templateButtons: [{ index: 1 }] }

export const sendTemplateButtons = switchedOff('sendTemplateButtons', 'sendInteractiveButtons', fields, example)
