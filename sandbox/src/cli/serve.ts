import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxNetwork } from '../api.ts'
import { startControl, type Control } from '../control/server.ts'
import { startSandbox } from '../network.ts'

export interface ServeOptions {
  host: string
  /** Control API port; absent: 3100, or a free one when that is taken. */
  port?: number
  socketPort?: number
  mediaPort?: number
  data?: string
  key?: string
  verbose: boolean
}

export interface Served {
  network: SandboxNetwork
  control: Control
  key: string
  stop(): Promise<void>
}

const DEFAULT_PORT = 3100
const KEY_FILE = 'control-key'

/** Starts network and control API; both are reachable when the promise resolves. */
export async function serve(options: ServeOptions, say: (line: string) => void): Promise<Served> {
  const key = options.key ?? (await keptKey(options.data))
  const network = await startSandbox({
    host: options.host,
    ...(options.data !== undefined && { dataFolder: options.data }),
    ...(options.socketPort !== undefined && { socketPort: options.socketPort }),
    ...(options.mediaPort !== undefined && { mediaPort: options.mediaPort }),
    onViolation: (violation) => say(`broken rule ${violation.rule}: ${violation.text}`),
    ...(options.verbose && {
      log: (line: string, fields: Record<string, unknown>) => say(`${line} ${JSON.stringify(fields)}`),
    }),
  })
  try {
    const control = await startOnPort(network, key, options)
    return {
      network,
      control,
      key,
      stop: async () => {
        await control.stop()
        await network.stop()
      },
    }
  } catch (error) {
    await network.stop()
    throw error
  }
}

async function startOnPort(network: SandboxNetwork, key: string, options: ServeOptions): Promise<Control> {
  const common = { network, key, host: options.host }
  if (options.port !== undefined) return startControl({ ...common, port: options.port })
  try {
    return await startControl({ ...common, port: DEFAULT_PORT })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      return startControl({ ...common, port: 0 })
    throw error
  }
}

// With a data folder the key stays the same across restarts.
async function keptKey(folder: string | undefined): Promise<string> {
  const fresh = randomBytes(24).toString('base64url')
  if (folder === undefined) return fresh
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, KEY_FILE)
  try {
    await writeFile(file, fresh, { flag: 'wx', mode: 0o600 })
    return fresh
  } catch {
    return (await readFile(file, 'utf8')).trim()
  }
}
