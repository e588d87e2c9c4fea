import { proto } from 'baileys'
import { generateKeyPair, sign, type KeyPair } from './curve.ts'

/** The network's Noise identity: what clients must trust (`root`) and what the sockets answer with. */
export interface NoiseIdentity {
  root: KeyPair
  static: KeyPair
  /** Encoded `CertChain`: the root signs an intermediate, which signs the static key. */
  chain: Buffer
}

const DAY_SECONDS = 86_400
const YEARS_SECONDS = 10 * 365 * DAY_SECONDS

export function createNoiseIdentity(nowSeconds: number): NoiseIdentity {
  const root = generateKeyPair()
  const intermediate = generateKeyPair()
  const leaf = generateKeyPair()
  const chain = proto.CertChain.encode({
    intermediate: certificate({ serial: 1, issuerSerial: 0, key: intermediate.public }, root, nowSeconds),
    leaf: certificate({ serial: 2, issuerSerial: 1, key: leaf.public }, intermediate, nowSeconds),
  }).finish()
  return { root, static: leaf, chain: Buffer.from(chain) }
}

function certificate(
  subject: { serial: number; issuerSerial: number; key: Buffer },
  issuer: KeyPair,
  nowSeconds: number,
): proto.CertChain.INoiseCertificate {
  const details = proto.CertChain.NoiseCertificate.Details.encode({
    ...subject,
    notBefore: nowSeconds - DAY_SECONDS,
    notAfter: nowSeconds + YEARS_SECONDS,
  }).finish()
  return { details, signature: sign(issuer.private, details) }
}
