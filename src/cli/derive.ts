import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { Command } from './command.ts'

/** `rookery derive`. */
export const derive: Command = {
  name: 'derive',
  usage: '',
  summary: 'Writes what is printed from the code: docs/reference and docs/configuration.md. For the repository only.',
  async run(_given, terminal) {
    const { derivedFiles, REPOSITORY } = await import('./derived-files.ts')
    const files = await derivedFiles()
    await rm(new URL('docs/reference/', REPOSITORY), { recursive: true, force: true })
    for (const [path, text] of files) {
      const place = new URL(path, REPOSITORY)
      await mkdir(new URL('.', place), { recursive: true })
      await writeFile(place, text)
    }
    terminal.out(`${files.size} files written`)
    return 0
  },
}
