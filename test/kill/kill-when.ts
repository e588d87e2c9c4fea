import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { DatabaseSync } from '@photostructure/sqlite'
import type { GatewayProcess } from '../gateway-process.ts'

/** Kills a gateway as soon as the database in its folder says so; what the count `n` of the query was. */
export async function killWhen(
  { gateway, folder }: { gateway: GatewayProcess; folder: string },
  count: string,
  reached: (count: number) => boolean,
): Promise<number> {
  const database = new DatabaseSync(join(folder, 'rookery.sqlite'), { readOnly: true })
  const query = database.prepare(count)
  try {
    for (;;) {
      const { n } = query.get() as { n: number }
      if (reached(n)) {
        await gateway.kill()
        return n
      }
      await turn()
    }
  } finally {
    database.close()
  }
}
