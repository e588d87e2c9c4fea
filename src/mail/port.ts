/** A letter in plain text. */
export interface Letter {
  to: string
  subject: string
  text: string
}

/** How letters leave the installation. */
export interface MailTransport {
  /** Resolves when the next server has taken the letter. Rejects with `MailRefused` when trying again is useless. */
  send(letter: Letter): Promise<void>
  close(): void
}

/** The server refused the letter for good: the address does not exist, for example. */
export class MailRefused extends Error {
  constructor(cause: unknown) {
    super('the mail server refused the letter', { cause })
    this.name = 'MailRefused'
  }
}
