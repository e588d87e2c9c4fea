import type { ParseArgsConfig } from 'node:util'

/** A command of `rookery`: what its help says and what it does. */
export interface Command {
  /** Words behind `rookery`, e.g. `token rotate`. */
  readonly name: string
  /** What may follow the words, e.g. `<token-id> [--json]`; "" when nothing does. */
  readonly usage: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What else its own help says; one paragraph per entry. */
  readonly notes?: readonly string[]
  readonly options?: NonNullable<ParseArgsConfig['options']>
  /** How many words must follow; 0 when absent. */
  readonly operands?: number
  /** The exit code. Throws `ConfigError`, `UsageError` or `Failure` for what the operator can mend. */
  run(given: Given, terminal: Terminal): Promise<number>
}

/** What the command line said. */
export interface Given {
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  readonly operands: readonly string[]
}

/** Where a command prints. Answers go to `out`, everything else to `err`. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
}

/** A command line that cannot be understood; the usage is printed behind the sentence. */
export class UsageError extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'UsageError'
  }
}

/** A text option, or undefined. */
export function textOption(given: Given, name: string): string | undefined {
  const value = given.options[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A text option without which the command cannot go on. */
export function neededOption(given: Given, name: string): string {
  const value = textOption(given, name)
  if (value === undefined) throw new UsageError(`--${name} is missing`)
  return value
}
