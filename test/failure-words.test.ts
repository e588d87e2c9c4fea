import { expect, test } from 'vitest'
import { failures, sentences } from '../console/src/i18n/ru-failures.ts'
import { methods } from '../src/methods.ts'
import { kernelFailures } from '../src/contract/kernel-failures.ts'

/** Their sentences name what is wrong with a value, which no fixed words can. */
const REFINED = new Set(['priceMalformed', 'sandboxRefused', 'settingRefused'])

const declared = methods.flatMap(({ family, errors = [] }) =>
  [...family.errors, ...errors].map((kind) => ({ family, kind })),
)

test('the Russian console says every failure of its own methods, and knows no others', () => {
  const told = declared.filter(({ family: { name } }) => name === 'console' || name === 'operator')
  const codes = new Set(told.map(({ kind }) => kind.code).filter((code) => !REFINED.has(code)))
  // those that the console itself finds
  expect(Object.keys(failures).toSorted()).toEqual([...codes, 'screenUnavailable', 'unreachable'].toSorted())
})

test('what is said without a code is said as the contract says it', () => {
  const known = new Set([...declared.map(({ kind }) => kind), ...kernelFailures].map(({ sentence }) => sentence))
  expect(Object.keys(sentences).filter((sentence) => !known.has(sentence))).toEqual([])
})
