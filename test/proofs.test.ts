import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { methods } from '../src/methods.ts'
import { breaches, breachesOfNotification } from './contract-check.ts'

const folder = (name: string) => new URL(`${name}/`, import.meta.url)

test('every record of proofs belongs to scenarios that are held to it, and those have one', async () => {
  const held: string[] = []
  for (const name of await readdir(folder('scenarios')))
    if (/\b(?:scenes|proofs)\(import\.meta\.url/.test(await readFile(new URL(name, folder('scenarios')), 'utf8')))
      held.push(name.replace('.test.ts', '.json'))
  expect((await readdir(folder('fixtures/exercised'))).sort()).toEqual(held.sort())
})

test.each(methods)('the documented example of $name is an answer as the contract has it', (method) => {
  expect(breaches(method, method.example.reply)).toEqual([])
})

test('an answer that breaks its schema, the contract or the kind of a notification is found', () => {
  const named = (name: string) => {
    const method = methods.find((one) => one.name === name)
    if (!method) throw new Error(`there is no method ${name}`)
    return method
  }
  expect(breaches(named('sendMessage'), {})).toEqual([
    "sendMessage: 'idMessage' is required",
    "sendMessage: the contract's field idMessage is missing",
  ])
  expect(breaches(named('getInstances'), [{ idInstance: '7103' }])).toContain(
    'getInstances: field idInstance is string, not integer',
  )
  expect(breachesOfNotification({ typeWebhook: 'incomingMessageReceived' })).toEqual([
    'the contract has no notification incomingMessageReceived',
  ])
  const broken = { typeWebhook: 'stateInstanceChanged', stateInstance: 'authorized', timestamp: 'now' }
  expect(breachesOfNotification(broken).join()).toMatch(/instanceData/)
})
