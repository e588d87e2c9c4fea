import type { Ports } from '../contract/ports.ts'
import { command, type CommandKind } from './commands.ts'

/** Writes a wish for whoever holds the session of an instance and nudges them; resolves when it is durable. */
export async function wish(
  { store, bus, clock }: Pick<Ports, 'store' | 'bus' | 'clock'>,
  instance: number,
  kind: CommandKind,
  detail = '',
): Promise<void> {
  await store.write(command, { instance, kind, detail, at: clock.now() })
  bus.nudge('lease', instance)
}
