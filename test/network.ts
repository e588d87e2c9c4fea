import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as engineLibrary from '../src/engines/whatsapp/library.ts'
import { startGateway, type Gateway } from '../src/app/gateway.ts'
import { ensureDemo } from '../src/app/demo.ts'
import { configOf, type Config } from '../src/config/config.ts'
import { methods } from '../src/methods.ts'
import { startSandbox } from '../sandbox/src/index.ts'
import type { SandboxNetwork } from '../sandbox/src/api.ts'
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
  /** Restarts the gateway on the same data, from now on with these variables changed. */
  restart(env?: Record<string, string>): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface TestNetworkOptions {
  /** Environment of the gateway, beside what the network needs. */
  env?: Record<string, string>
}

export async function startNetwork({ env = {} }: TestNetworkOptions = {}): Promise<TestNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-test-'))
  const violations: string[] = []
  const sandbox = await startSandbox({ onViolation: ({ rule, text }) => violations.push(`${rule}: ${text}`) })
  const variables = {
    ROOKERY_DATA: folder,
    ROOKERY_SANDBOX_FACTS: JSON.stringify(sandbox.facts),
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
    async restart(change = {}) {
      Object.assign(variables, change)
      await gateway.close()
      gateway = await start(configOf(variables, 'demo'))
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await sandbox.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
