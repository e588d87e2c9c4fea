import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { configurationDocument } from './document.ts'

test('docs/configuration.md is what the list prints (npm run derive writes it)', async () => {
  expect(await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8')).toBe(configurationDocument())
})
