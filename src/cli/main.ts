import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { runCommand } from './run-command.ts'

const COMMANDS: readonly Command[] = [doctor]

/** The program `rookery`: runs the command that `words` name and returns the exit code. */
export function main(words: readonly string[]): Promise<number> {
  return runCommand(COMMANDS, words, {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  })
}
