import { expect, test } from 'vitest'
import { vcardOf } from './vcard.ts'

test('names are joined, and stand in the order of the standard', () => {
  const { displayName, vcard } = vcardOf({ phoneContact: '15550104490', firstName: 'Front', lastName: 'Desk' })
  expect(displayName).toBe('Front Desk')
  expect(vcard.split('\n')).toEqual([
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:Desk;Front;;;',
    'FN:Front Desk',
    'TEL;type=CELL;waid=15550104490:+15550104490',
    'END:VCARD',
  ])
})

test('a company alone is shown; signs of the format are escaped, so that no field can be smuggled in', () => {
  const { displayName, vcard } = vcardOf({ phoneContact: '15550104490', company: 'A;B,C\\D\nTEL:+666' })
  expect(displayName).toBe('A;B,C\\D\nTEL:+666')
  expect(vcard).toContain('FN:A\\;B\\,C\\\\D\\nTEL:+666\n')
  expect(vcard.match(/^TEL/gm)).toHaveLength(1)
})

test('nothing to show is said', () => {
  expect(vcardOf({ phoneContact: '15550104490', firstName: ' ' }).displayName).toBe('')
})
