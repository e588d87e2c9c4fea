export interface Card {
  phoneContact: string
  firstName?: string
  middleName?: string
  lastName?: string
  company?: string
}

/**
 * A contact as a vCard 3.0 (RFC 2426) with the messenger's `waid` mark, and the name it is shown under: the names
 * joined by spaces, else the company (sending.md, sendContact). `displayName` is "" when there is nothing to show.
 */
export function vcardOf(card: Card): { displayName: string; vcard: string } {
  const { phoneContact, firstName = '', middleName = '', lastName = '', company = '' } = card
  const names = [firstName, middleName, lastName].map((part) => part.trim()).filter((part) => part !== '')
  const displayName = names.join(' ') || company.trim()
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${[lastName, firstName, middleName, '', ''].map(escaped).join(';')}`,
    `FN:${escaped(displayName)}`,
    ...(company === '' ? [] : [`ORG:${escaped(company)};`]),
    `TEL;type=CELL;waid=${phoneContact}:+${phoneContact}`,
    'END:VCARD',
  ]
  return { displayName, vcard: lines.join('\n') }
}

/** RFC 2426 section 4: backslash, semicolon, comma and line breaks have a meaning of their own. */
const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')
