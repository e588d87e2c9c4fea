import { generate } from 'selfsigned'

/** An own certificate authority and the media host's certificate signed by it, PEM. */
export interface MediaTls {
  ca: string
  key: string
  cert: string
  /** Address that the certificate names besides localhost. */
  host: string
}

const YEARS = 10

export async function createMediaTls(host: string): Promise<MediaTls> {
  const notAfterDate = new Date(Date.now() + YEARS * 365 * 86_400_000)
  const notBeforeDate = new Date(Date.now() - 86_400_000)
  const common = { keyType: 'ec', algorithm: 'sha256', notBeforeDate, notAfterDate } as const
  const authority = await generate([{ name: 'commonName', value: 'Rookery sandbox CA' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  })
  const isAddress = /^[\d.]+$|:/.test(host)
  const own = isAddress ? { type: 7 as const, ip: host } : { type: 2 as const, value: host }
  const leaf = await generate([{ name: 'commonName', value: 'Rookery sandbox media' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }, { type: 7, ip: '127.0.0.1' }, own] },
    ],
  })
  return { ca: authority.cert, key: leaf.private, cert: leaf.cert, host }
}
