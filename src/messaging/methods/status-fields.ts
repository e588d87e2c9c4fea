import { Type } from 'typebox'
import { PersonId } from '../../contract/schema.ts'

export const participantsField = {
  participants: Type.Optional(
    Type.Array(PersonId, {
      maxItems: 1024,
      description: 'Who may see it; numbers without an account are left out. Absent or empty: the whole contact list.',
    }),
  ),
}

export const backgroundField = {
  backgroundColor: Type.Optional(
    Type.String({
      pattern: '^#[0-9A-Fa-f]{6}$',
      description: 'Colour behind the text as #RRGGBB, #000000 when absent. White hides the text, which is white.',
    }),
  ),
}

export const DEFAULT_BACKGROUND = '#000000'

/** How every method that posts a status describes its queue. */
export const POSTED =
  'It waits in the same queue as messages, a day at most. The chosen viewers and the own phone get it; without any it ' +
  'goes to everybody who has a name in the contact list, 1024 people at most.'
