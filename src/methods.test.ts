import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { methods } from './methods.ts'

const src = fileURLToPath(new URL('.', import.meta.url))
const entries = await readdir(src, { recursive: true, withFileTypes: true })
const files = entries
  .filter((entry) => entry.isFile() && basename(entry.parentPath) === 'methods' && /^[A-Za-z]+\.ts$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))

/** Files that hold a method export it under their own name (STYLE.md, 2); the others only serve them. */
const holding = await Promise.all(
  files.map(async (file) => {
    const name = basename(file, '.ts')
    return new RegExp(`^export const ${name}\\b`, 'm').test(await readFile(file, 'utf8')) ? [name] : []
  }),
)

test('every method that has a file is in the list, once, and every method of the list has its file', () => {
  const listed = methods.map(({ name }) => name)
  expect(new Set(methods.map(({ family, name }) => `${family.name}/${name}`)).size).toBe(listed.length)
  expect(listed.toSorted()).toEqual(holding.flat().toSorted())
  expect(listed.length).toBeGreaterThan(30)
})
