import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { derivedFiles, REPOSITORY } from './derived-files.ts'

test('what is printed from the code is up to date (npm run derive writes it), and nothing else lies beside it', async () => {
  const files = await derivedFiles()
  for (const [path, text] of files)
    expect(await readFile(new URL(path, REPOSITORY), 'utf8').catch(() => 'missing'), path).toBe(text)
  const found = await readdir(new URL('docs/reference/', REPOSITORY), { recursive: true, withFileTypes: true })
  const printed = [...files.keys()].filter((path) => path.startsWith('docs/reference/'))
  expect(found.filter((entry) => entry.isFile()).length).toBe(printed.length)
})
