import { Type, type TSchema } from 'typebox'
import { describe, expect, it } from 'vitest'
import {
  ChatId,
  ClampedInteger,
  ClearableText,
  DigitsInteger,
  DigitsText,
  GroupId,
  PersonId,
  PhoneNumber,
  Switch,
  TypingTime,
  YesNo,
  withPhoneNumber,
} from '../contract/schema.ts'
import { compileCheck } from './check.ts'
import { compileMend, type MendMode } from './mend.ts'

/** What a method would see: the mended body, or the sentence of its refusal. */
function taken(schema: TSchema, value: unknown, mode: MendMode = 'json'): unknown {
  const mended = compileMend(schema, mode)?.(value) ?? value
  return compileCheck(schema)(mended) ?? mended
}

const field = (schema: TSchema, value: unknown, mode?: MendMode) =>
  taken(Type.Object({ x: Type.Optional(schema) }), { x: value }, mode)

describe('notes of schemas', () => {
  it.each<[string, TSchema, unknown, unknown]>([
    ['digits name a person', ChatId, '15550104477', { x: '15550104477@c.us' }],
    ['a person by LID', PersonId, '88112233445566@lid', { x: '88112233445566@lid' }],
    [
      'a group is no person',
      PersonId,
      '120363301188224466@g.us',
      `'x' must be one of the next formats: 'phone_number@c.us' or 'chat_id@lid'`,
    ],
    ['a group, new and old', GroupId, '15550104477-1612345678@g.us', { x: '15550104477-1612345678@g.us' }],
    ['digits name no group', GroupId, '120363301188224466', `'x' must be one of the next formats: 'group_id@g.us'`],
    ['digits as a number', DigitsInteger(), '42', { x: 42 }],
    ['a number stays', DigitsInteger(), 42, { x: 42 }],
    ['no digits', DigitsInteger(), '4 2', `'x' must be a number`],
    ['bounds hold for text too', DigitsInteger({ minimum: 5 }), '4', `'x' must be greater than or equal to 5`],
    ['too many digits stay text', DigitsInteger(), '1'.repeat(16), `'x' must be a number`],
    ['a phone with plus', PhoneNumber, '+15550104477', `'x' must be a number`],
    ['a number as digits', DigitsText(), 15550104477, { x: '15550104477' }],
    ['a fraction is no digits', DigitsText(), 1.5, `'x' must be a string`],
    ['a switch by word', Switch, 'yes', { x: true }],
    ['a switch as boolean', Switch, false, { x: false }],
    ['another word', Switch, 'maybe', `'x' must be a boolean`],
    ['yes and no are words', YesNo, true, `'x' must be one of [yes, no]`],
    ['a clearing text', ClearableText(), '', { x: '' }],
    ['null clears nothing', ClearableText(), null, {}],
    ['below the range', ClampedInteger(1, 60), -5, { x: 1 }],
    ['above the range, as text', ClampedInteger(1, 60), '500', { x: 60 }],
    ['a fraction', ClampedInteger(1, 60), 2.9, { x: 2 }],
    ['no number at all', ClampedInteger(1, 60), 'soon', {}],
    ['0 for none', TypingTime, 0, {}],
    ['a time', TypingTime, 2000, { x: 2000 }],
    ['"" for none', Type.String(), '', {}],
  ])('%s', (_name, schema, value, expected) => {
    expect(field(schema, value)).toEqual(expected)
  })
  it('text becomes what the schema says in queries and forms only', () => {
    expect(field(Type.Integer(), '5', 'text')).toEqual({ x: 5 })
    expect(field(Type.Number(), '-5.25', 'text')).toEqual({ x: -5.25 })
    expect(field(Type.Boolean(), 'true', 'text')).toEqual({ x: true })
    expect(field(Type.String(), 'null', 'text')).toEqual({})
    expect(field(Type.Integer(), '5')).toBe(`'x' must be a number`)
    expect(field(Type.Boolean(), 'true')).toBe(`'x' must be a boolean`)
    expect(field(Type.String(), 'null')).toEqual({ x: 'null' })
  })
  it('required fields keep "" and null, and are refused by their own rule', () => {
    const schema = Type.Object({ x: Type.String({ minLength: 1 }) })
    expect(taken(schema, { x: '' })).toBe(`'x' is not allowed to be empty`)
    expect(taken(schema, { x: null })).toBe(`'x' must be a string`)
  })
  it('reaches into objects and lists', () => {
    const schema = Type.Object({
      contact: Type.Object({ phoneContact: DigitsText(), company: Type.Optional(Type.String()) }),
      messages: Type.Array(Type.Object({ chatId: ChatId })),
    })
    const body = { contact: { phoneContact: 15550104477, company: '' }, messages: [{ chatId: '15550104477' }] }
    expect(taken(schema, body)).toEqual({
      contact: { phoneContact: '15550104477' },
      messages: [{ chatId: '15550104477@c.us' }],
    })
    expect(taken(schema, { contact: {}, messages: [] })).toBe(`'contact.phoneContact' is required`)
    expect(taken(schema, { contact: { phoneContact: '1' }, messages: [{}] })).toBe(`'messages[0].chatId' is required`)
  })
  it('phoneNumber stands in only for a missing chat', () => {
    const schema = withPhoneNumber(Type.Object({ chatId: ChatId }))
    expect(taken(schema, { phoneNumber: '15550104477', chatId: '' })).toMatchObject({ chatId: '15550104477@c.us' })
    expect(taken(schema, { phoneNumber: 1, chatId: '15550104477@c.us' })).toMatchObject({ chatId: '15550104477@c.us' })
    expect(taken(schema, { phoneNumber: {} })).toBe(`'chatId' is required`)
  })
})
