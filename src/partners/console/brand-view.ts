import { Type, type Static } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import type { Brand } from '../../instances/brand.ts'

/** Bytes of a logo: it travels with every page. */
const LARGEST_LOGO = 64 * 1024

export const logoRefused = failure({
  code: 'logoRefused',
  status: 400,
  form: 'problem',
  sentence: 'The logo must be a PNG or JPEG of 64 KB at most, as base64.',
})

const Colour = Type.String({ pattern: '^(?:#[0-9a-fA-F]{6})?$', description: '`#rrggbb`, "" for the page’s own.' })

/** How one-time link pages look. */
export const BrandView = Type.Object({
  name: Type.String({ maxLength: 100, description: 'Shown above the page; "" shows the logo alone.' }),
  accent: Colour,
  background: Colour,
  logo: Type.String({ maxLength: 100_000, description: 'PNG or JPEG as base64, 64 KB at most; "" for none.' }),
})

export const BRAND_EXAMPLE: Static<typeof BrandView> = {
  name: 'Example Ltd',
  accent: '#0a5cff',
  background: '#f4f6fb',
  logo: '',
}

export function brandView(brand: Brand | undefined): Static<typeof BrandView> {
  if (!brand) return { name: '', accent: '', background: '', logo: '' }
  const { name, accent, background, logo } = brand
  return { name, accent, background, logo: logo ? Buffer.from(logo).toString('base64') : '' }
}

/** A brand as it is kept. Throws `logoRefused`. */
export function brandFrom({ logo, ...brand }: Static<typeof BrandView>): Brand {
  if (logo === '') return { ...brand, logo: null, logo_type: '' }
  const bytes = Buffer.from(logo, 'base64')
  const logo_type = typeOf(bytes)
  if (logo_type === '' || bytes.length > LARGEST_LOGO) throw new Failure(logoRefused)
  return { ...brand, logo: bytes, logo_type }
}

function typeOf(bytes: Buffer): Brand['logo_type'] {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png'
  return bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) ? 'image/jpeg' : ''
}
