import { parseArgs } from 'node:util'
import { Failure } from '../base/errors.ts'
import { ConfigError } from '../config/config-error.ts'
import { UsageError, type Command, type Given, type Terminal } from './command.ts'

/**
 * Finds the command that the first words name, parses what follows and runs it. Exit codes: 0 done, 1 failed, 2 not
 * understood.
 */
export async function runCommand(
  commands: readonly Command[],
  words: readonly string[],
  terminal: Terminal,
): Promise<number> {
  if (words.length === 0 || words[0] === 'help' || words[0] === '--help' || words[0] === '-h') {
    const asked = find(commands, words.slice(1))
    terminal.out(asked ? helpOf(asked) : overview(commands))
    return 0
  }
  const command = find(commands, words)
  if (!command) {
    terminal.err(`rookery has no command '${words.join(' ')}'\n\n${overview(commands)}`)
    return 2
  }
  try {
    const rest = words.slice(command.name.split(' ').length)
    const given = parse(command, rest)
    if (given.options['help'] === true) {
      terminal.out(helpOf(command))
      return 0
    }
    return await command.run(given, terminal)
  } catch (error) {
    return explain(error, command, terminal)
  }
}

function find(commands: readonly Command[], words: readonly string[]): Command | undefined {
  return commands.find(({ name }) => name.split(' ').every((word, i) => words[i] === word))
}

function parse(command: Command, words: readonly string[]): Given {
  const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true })
    const given: Given = { options: plain(values), operands: positionals }
    if (given.options['help'] !== true && positionals.length !== (command.operands ?? 0))
      throw new UsageError(`expected ${command.operands ?? 0} operands, got ${positionals.length}`)
    return given
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function plain(values: object): Given['options'] {
  const entries = Object.entries(values).filter(([, value]) => typeof value === 'string' || typeof value === 'boolean')
  return Object.fromEntries(entries)
}

function explain(error: unknown, command: Command, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.err(`${error.message}\n\n${helpOf(command)}`)
    return 2
  }
  const known = error instanceof ConfigError || error instanceof Failure
  if (known) terminal.err(error.message)
  else terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 1
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `rookery: a self-hosted messenger gateway\n\nCommands:\n${lines.join('\n')}\n\n'rookery help <command>' says more. Configuration comes from the environment: docs/configuration.md`
}

function helpOf({ name, usage, summary, notes = [] }: Command): string {
  return [`rookery ${name} ${usage}`.trimEnd(), summary, ...notes].join('\n\n')
}
