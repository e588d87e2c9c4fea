import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxNetwork } from '../../sandbox/src/api.ts'
import { startSandbox } from '../../sandbox/src/index.ts'
import { freePort } from '../free-port.ts'

/** A sandbox in this process and what a gateway process needs to join it on one folder and port, whenever it is started. */
export interface KillStage {
  /** The gateway's data. */
  readonly folder: string
  readonly sandbox: SandboxNetwork
  readonly env: Record<string, string>
  /** Broken rules of the protocol. */
  readonly violations: readonly string[]
  stop(): Promise<void>
}

export async function openStage(): Promise<KillStage> {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-kill-'))
  const violations: string[] = []
  const sandbox = await startSandbox({ onViolation: ({ rule, text }) => violations.push(`${rule}: ${text}`) })
  const env = {
    ROOKERY_DATA: folder,
    ROOKERY_SANDBOX_FACTS: JSON.stringify(sandbox.facts),
    ROOKERY_UNLIMITED: 'true',
    ROOKERY_LOG: 'warn',
    PORT: String(await freePort()),
  }
  return {
    folder,
    sandbox,
    env,
    violations,
    async stop() {
      await sandbox.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
