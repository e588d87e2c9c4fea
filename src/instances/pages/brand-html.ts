import { inlineSource } from '../../contract/inline-source.ts'
import type { Brand } from '../brand.ts'
import { escapeText } from './link-escape.ts'

/** What a brand adds to a page: a style with its source for the page's policy, and a heading. */
export interface BrandHtml {
  style: string
  source: string
  heading: string
}

/** Of an account without a brand: nothing. */
export const NO_BRAND: BrandHtml = { style: '', source: '', heading: '' }

const SHAPE =
  '.brand{display:flex;align-items:center;gap:.75rem;margin-bottom:1.5rem;font-weight:700;font-size:1.1rem}' +
  '.brand img{max-height:3.5rem;max-width:12rem;object-fit:contain}'

/** Name, logo and colours of an account on its link pages; text on a colour is black or white, whichever is read better. */
export function brandHtml({ name, accent, background, logo_type, logo }: Brand): BrandHtml {
  const colours = [
    accent === '' ? '' : `--accent:${accent};--on-accent:${inkOn(accent)}`,
    background === '' ? '' : `--page:${background}`,
  ].filter(Boolean)
  const root = colours.length === 0 ? '' : `:root{${colours.join(';')}}`
  const heading = background === '' ? '' : `h1,.brand{color:${inkOn(background)}}`
  const css = `${root}${heading}${SHAPE}`
  const data = logo ? `data:${logo_type};base64,${Buffer.from(logo).toString('base64')}` : ''
  const picture = data === '' ? '' : `<img src="${data}" alt="">`
  return {
    style: `<style>${css}</style>\n`,
    source: inlineSource(css),
    heading: `<header class="brand">${picture}<span>${escapeText(name)}</span></header>\n`,
  }
}

/** Relative luminance decides (WCAG 2): above it black is read better, below it white. */
const EVEN = 0.179

function inkOn(colour: string): '#000000' | '#ffffff' {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > EVEN ? '#000000' : '#ffffff'
}

const linear = (part: number): number => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
