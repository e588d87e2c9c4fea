import { Type } from 'typebox'
import type { Draft } from '../outgoing/draft.ts'

/** Texts around the buttons. */
export const buttonsFields = {
  header: Type.Optional(Type.String({ maxLength: 1000, description: 'Heading above the text.' })),
  body: Type.String({ minLength: 1, maxLength: 20_000, description: 'The text.' }),
  footer: Type.Optional(Type.String({ maxLength: 1000, description: 'Small text below.' })),
}

export const ButtonLabel = {
  buttonId: Type.String({ minLength: 1, maxLength: 256, description: 'Id of the button; a press names it.' }),
  buttonText: Type.String({ minLength: 1, maxLength: 25, description: 'Label on the button.' }),
}

/** A message with buttons. Reply buttons have the same typeMessage, as all samples do (notifications.md). */
export function buttonsDraft(
  { header = '', body, footer = '' }: { header?: string; body: string; footer?: string },
  buttons: readonly object[],
): Draft {
  const data = { titleText: header, contentText: body, footerText: footer, buttons }
  return { content: { kind: 'other', typeMessage: 'interactiveButtons', data } }
}
