import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as engineLibrary from '../src/engines/whatsapp/library.ts'
import { startGateway, type Gateway } from '../src/app/gateway.ts'
import { demoConsole, ensureDemo } from '../src/app/demo.ts'
import { configOf, type Config } from '../src/config/config.ts'
import { methods } from '../src/methods.ts'
import { startSandbox } from '../sandbox/src/index.ts'
import type { SandboxNetwork } from '../sandbox/src/api.ts'
import { startControl } from '../sandbox/src/control/server.ts'
import { openLog } from '../src/app/log.ts'
import { heardMethods, withExample } from './heard-methods.ts'

// Imported first: in this one process the sandbox loads the engine's library too, and the hook must come before it.
void engineLibrary

/** A gateway and a sandbox network in this process, joined by real sockets, with a partner who may create instances. */
export interface TestNetwork {
  gateway: Gateway
  sandbox: SandboxNetwork
  partnerToken: string
  /** For commands beside the running gateway. */
  config: Config
  apiUrl: string
  /** Where the gateway keeps database, files and keys. */
  dataFolder: string
  /** Rules of the network or of the public contract that the gateway broke; a scenario that ends with one fails. */
  violations: string[]
  /** Names of the methods that ran so far, oldest first. */
  ran: readonly string[]
  /** A one-time address that signs in as operator and owner of the demo partner; null while no console is built. */
  signInLink(): Promise<string | null>
  /** Restarts the gateway on the same data, from now on with these variables changed. */
  restart(env?: Record<string, string>): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface TestNetworkOptions {
  /** Environment of the gateway, beside what the network needs. */
  env?: Record<string, string>
  /** Opens the sandbox's control API to the gateway, for the console's phones. */
  control?: boolean
}

export async function startNetwork({ env = {}, control = false }: TestNetworkOptions = {}): Promise<TestNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-test-'))
  const violations: string[] = []
  const sandbox = await startSandbox({ onViolation: ({ rule, text }) => violations.push(`${rule}: ${text}`) })
  const key = 'control-key-of-a-test'
  const opened = control ? await startControl({ network: sandbox, key, host: '127.0.0.1', port: 0 }) : undefined
  const variables = {
    ROOKERY_DATA: folder,
    ROOKERY_SANDBOX_FACTS: JSON.stringify({
      ...sandbox.facts,
      ...(opened ? { controlUrl: opened.url, controlKey: key } : {}),
    }),
    ROOKERY_LOG: process.env['ROOKERY_LOG'] ?? 'error',
    PORT: '0',
    ...env,
  }
  const config = configOf(variables, 'demo')
  const ran: string[] = []
  const list = heardMethods(withExample(methods, process.env['ROOKERY_TEST_EXAMPLE']), (name, broken) => {
    ran.push(name)
    violations.push(...broken)
  })
  const start = (chosen: Config) => startGateway(chosen, openLog(chosen.log.level), list)
  let gateway = await start(config)
  const partnerToken = await ensureDemo(gateway, config)
  return {
    get gateway() {
      return gateway
    },
    sandbox,
    partnerToken,
    config,
    get apiUrl() {
      return gateway.addresses.apiUrl
    },
    dataFolder: folder,
    violations,
    ran,
    async signInLink() {
      return (await demoConsole(gateway, config)).operatorSignIn
    },
    async restart(change = {}) {
      Object.assign(variables, change)
      await gateway.close()
      gateway = await start(configOf(variables, 'demo'))
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await opened?.stop()
      await sandbox.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
