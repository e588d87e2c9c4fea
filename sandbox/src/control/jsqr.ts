import { createRequire } from 'node:module'
import type read from 'jsqr'

/** The QR reader; its package is CommonJS and hides the function behind two defaults. */
export const jsQR = createRequire(import.meta.url)('jsqr') as typeof read.default
