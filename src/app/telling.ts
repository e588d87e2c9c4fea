import type { Config } from '../config/config.ts'
import type { Ports } from '../contract/ports.ts'
import { outbound } from '../delivery/outbound.ts'
import { mailPoster } from '../mail/poster.ts'
import { partnerEvents } from '../partners/events/poster.ts'
import type { Running } from './running.ts'

/** Starts what tells people and partners of things: events to their endpoints, letters where a server takes them. */
export async function startTelling({ mail, webhook }: Config, ports: Ports, running: Running): Promise<void> {
  const toEndpoints = running.add(outbound({ allow: ports.policy.outboundAllow }), (opened) => opened.close())
  const options = { retryMs: webhook.retryMs, answerMs: webhook.timeoutMs }
  running.add(partnerEvents({ ...ports, outbound: toEndpoints, options }), (started) => started.stop())
  if (!mail) return
  // loaded where letters are sent: without them nothing of it is needed
  const { smtpTransport } = await import('../mail/smtp.ts')
  running.add(mailPoster({ ...ports, transport: smtpTransport(mail) }), (started) => started.stop())
}
