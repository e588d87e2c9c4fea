import { parseArgs } from 'node:util'
import { callControl, commands, UsageError } from './commands.ts'
import { serve, type Served, type ServeOptions } from './serve.ts'

/** The outside of the program: arguments, environment, output, signals. */
export interface Shell {
  args: string[]
  env: Record<string, string | undefined>
  out(line: string): void
  err(line: string): void
  /** Resolves when the program is asked to stop. */
  stopAsked(): Promise<void>
}

const OPTIONS = {
  port: { type: 'string' },
  'socket-port': { type: 'string' },
  'media-port': { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  key: { type: 'string' },
  url: { type: 'string' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Flags = Partial<Record<keyof typeof OPTIONS, string | boolean>>

/** Runs the command line; resolves with the exit code. */
export async function main(shell: Shell): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: shell.args, options: OPTIONS, allowPositionals: true })
    const [name, ...rest] = positionals
    if (values.help || name === undefined) {
      shell.out(help())
      return name === undefined && !values.help ? 2 : 0
    }
    if (name === 'serve') return await runServe(shell, values)
    return await runCommand(shell, name, rest, values)
  } catch (error) {
    shell.err(error instanceof Error ? error.message : String(error))
    return error instanceof UsageError || isArgsError(error) ? 2 : 1
  }
}

async function runServe(shell: Shell, flags: Flags): Promise<number> {
  const served = await serve(serveOptions(flags, shell.env), shell.err)
  announce(shell, served, flags.json === true)
  await shell.stopAsked()
  await served.stop()
  return 0
}

function announce(shell: Shell, served: Served, json: boolean): void {
  const { control, key, network } = served
  const facts = network.facts
  if (json) return shell.out(JSON.stringify({ controlUrl: control.url, url: control.url, key, facts }))
  shell.out(`Sandbox network is up.

  control API   ${control.url}   (open it in a browser for the list of operations)
  key           ${key}
  websocket     ${facts.socketUrl}
  trust root    ${facts.rootKey}
  media host    https://${facts.mediaHost}

  export SANDBOX_URL=${control.url} SANDBOX_KEY=${key}
  rookery-sandbox scan 79001230001 <QR text or file.png>`)
}

async function runCommand(shell: Shell, name: string, args: string[], flags: Flags): Promise<number> {
  const command = commands[name]
  if (!command) throw new UsageError(`There is no command ${name}. Try --help.`)
  const url = text(flags.url) ?? shell.env.SANDBOX_URL
  const key = text(flags.key) ?? shell.env.SANDBOX_KEY
  if (!url || !key) throw new UsageError('Say where the sandbox is: --url and --key, or SANDBOX_URL and SANDBOX_KEY.')
  const answer = await callControl(url, key, await command.request(args))
  shell.out(JSON.stringify(answer, null, flags.json ? 0 : 2))
  return 0
}

function serveOptions(flags: Flags, env: Shell['env']): ServeOptions {
  const port = portOf('port', text(flags.port) ?? env.SANDBOX_PORT)
  const socketPort = portOf('socket-port', text(flags['socket-port']) ?? env.SANDBOX_SOCKET_PORT)
  const mediaPort = portOf('media-port', text(flags['media-port']) ?? env.SANDBOX_MEDIA_PORT)
  const data = text(flags.data) ?? env.SANDBOX_DATA
  const key = text(flags.key) ?? env.SANDBOX_KEY
  return {
    host: text(flags.host) ?? env.SANDBOX_HOST ?? '127.0.0.1',
    ...(port !== undefined && { port }),
    ...(socketPort !== undefined && { socketPort }),
    ...(mediaPort !== undefined && { mediaPort }),
    ...(data && { data }),
    ...(key && { key }),
    verbose: flags.verbose === true,
  }
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function portOf(name: string, value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`--${name} ${value} is no port.`)
  return port
}

function isArgsError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

function help(): string {
  const lines = Object.entries(commands).map(
    ([name, { usage, summary }]) => `  ${`${name} ${usage}`.padEnd(44)}${summary}`,
  )
  return `rookery-sandbox: an offline WhatsApp network with simulated phones

  serve                                       start a network and its control API
    --port <n>         control API (3100; a free one when that is taken)    SANDBOX_PORT
    --socket-port <n>  websocket of the network (any free one)              SANDBOX_SOCKET_PORT
    --media-port <n>   media host (any free one)                            SANDBOX_MEDIA_PORT
    --host <address>   where all of them listen (127.0.0.1)                 SANDBOX_HOST
    --data <folder>    keep phones, links and messages across restarts      SANDBOX_DATA
    --key <text>       bearer key of the control API (made when absent)     SANDBOX_KEY
    --json             print one line with controlUrl, key and facts
    --verbose          tell what happens

Commands for a running sandbox (--url and --key, or SANDBOX_URL and SANDBOX_KEY; --json for one line):
${lines.join('\n')}`
}
