import { createTransport } from 'nodemailer'
import { MailRefused, type MailTransport } from './port.ts'

const PATIENCE_MS = 20_000

/** Sends by an SMTP server: `smtp://user:password@host:587` (STARTTLS where offered) or `smtps://…`. */
export function smtpTransport({ url, from }: { url: string; from: string }): MailTransport {
  const patience = { connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS }
  const transport = createTransport({ url, pool: true, maxConnections: 2, ...patience }, { from })
  return {
    async send(letter) {
      try {
        await transport.sendMail({ ...letter, disableFileAccess: true, disableUrlAccess: true })
      } catch (error) {
        const { responseCode } = error as { responseCode?: number }
        throw responseCode !== undefined && responseCode >= 500 ? new MailRefused(error) : error
      }
    },
    close: () => transport.close(),
  }
}
