import { failure, Failure } from '../../base/errors.ts'

/** Bounds of a password; length is what counts (NIST SP 800-63B), and a bound keeps hashing cheap. */
export const PASSWORD_LENGTH = { minLength: 10, maxLength: 200 } as const

export const passwordWeak = failure({
  code: 'passwordWeak',
  status: 400,
  form: 'problem',
  sentence: 'Choose another password: it must not hold your name or address, nor repeat a few characters.',
})

/** argon2id with 19 MiB, two passes (OWASP's first recommendation); about 20 ms on a thread of the pool. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Loaded by the first password: a gateway whose people all come by token never needs it. */
const argon2 = () => import('@node-rs/argon2')

/** What is compared when there is no such person, so that the answer takes as long. */
let nobody: Promise<string> | undefined

/** The hash to keep. Throws `passwordWeak`. */
export async function hashPassword(password: string, about: { email: string; name: string }): Promise<string> {
  const plain = password.toLowerCase()
  const own = [about.email.split('@')[0] ?? '', about.email, ...about.name.split(/\s+/)]
  const named = own.some((word) => word.length >= 4 && plain.includes(word.toLowerCase()))
  if (named || new Set(plain).size < 5) throw new Failure(passwordWeak)
  const { hash } = await argon2()
  return await hash(password, OPTIONS)
}

/** Whether the password is the one that was hashed; takes as long when nothing was. */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const { hash, verify } = await argon2()
  if (kept !== undefined && kept !== '') return await verify(kept, password)
  await verify(await (nobody ??= hash('nobody', OPTIONS)), password)
  return false
}
