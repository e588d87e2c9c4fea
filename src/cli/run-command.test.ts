import { expect, test } from 'vitest'
import { ConfigError } from '../config/config-error.ts'
import type { Command, Given } from './command.ts'
import { runCommand } from './run-command.ts'

function terminal() {
  const printed = { out: '', err: '' }
  return {
    printed,
    out: (line: string) => void (printed.out += line),
    err: (line: string) => void (printed.err += line),
  }
}

const seen: Given[] = []
const rotate: Command = {
  name: 'token rotate',
  usage: '<token-id> [--json]',
  summary: 'Replaces a token.',
  notes: ['More about it.'],
  options: { json: { type: 'boolean' } },
  operands: 1,
  run: (given) => {
    seen.push(given)
    return Promise.resolve(0)
  },
}
const fails: Command = {
  name: 'fails',
  usage: '',
  summary: 'Fails.',
  run: () => Promise.reject(new ConfigError('PORT is wrong.')),
}
const commands = [rotate, fails]

test('a command of two words gets its operands and options', async () => {
  expect(await runCommand(commands, ['token', 'rotate', '01ABC', '--json'], terminal())).toBe(0)
  expect(seen).toEqual([{ options: { json: true }, operands: ['01ABC'] }])
})

test.each([[[]], [['help']], [['--help']]])('%o prints the list', async (words) => {
  const screen = terminal()
  expect(await runCommand(commands, words, screen)).toBe(0)
  expect(screen.printed.out).toContain('token rotate')
})

test.each([[['help', 'token', 'rotate']], [['token', 'rotate', '--help']]])('%o prints its help', async (words) => {
  const screen = terminal()
  expect(await runCommand(commands, words, screen)).toBe(0)
  expect(screen.printed.out).toContain('More about it.')
})

test.each([
  [['nonsense'], 2, "no command 'nonsense'"],
  [['token', 'rotate'], 2, 'expected 1 operands'],
  [['token', 'rotate', 'a', '--force'], 2, '--force'],
  [['fails'], 1, 'PORT is wrong.'],
])('%o ends with %i', async (words, code, named) => {
  const screen = terminal()
  expect(await runCommand(commands, words, screen)).toBe(code)
  expect(screen.printed.err).toContain(named)
})
