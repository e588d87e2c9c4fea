import type { Deed } from '../audit/audit.ts'
import type { Ports } from '../contract/ports.ts'
import { rowOf } from './new-instance.ts'
import { takeOver } from './take-over.ts'

/** Imports one pair; false when the number exists or belongs to another network. */
export async function importInstance(
  ports: Ports,
  wanted: { account: string; idInstance: number; apiTokenInstance: string; name?: string; deed: Deed },
): Promise<boolean> {
  const { account, idInstance: id, apiTokenInstance: token, name, deed } = wanted
  const body = name === undefined ? {} : { name }
  const instance = rowOf(ports, { account, body, id, prefix: String(id).slice(0, 4), token, link: false })
  return await ports.store.write(takeOver, { instance, cell: ports.policy.cell, deed })
}
