/**
 * Who may import whom between folders, types included, and which folder may name which library.
 * The table is the one of ARCHITECTURE.md. Tests and the wiring in `src/app` are free; loops are oxlint's (import/no-cycle).
 */
import { posix } from 'node:path'

const PORTS = ['src/store/port', 'src/bus/port.ts', 'src/engines/port.ts', 'src/engines/client.ts', 'src/media/port.ts']
const WORDS = ['src/base', ...PORTS, 'src/contract', 'src/audit']
const SUPPORT = ['src/media', 'src/delivery', 'src/mail', 'src/billing']
const DOMAIN = [...WORDS, ...SUPPORT, 'src/instances']

/** Folder or file → what it may import besides itself. The longest matching key decides. */
const LAYERS = {
  'src/base': [],
  'src/store/port': ['src/base'],
  'src/store': ['src/base'],
  'src/bus/port.ts': ['src/base'],
  'src/bus': ['src/base'],
  'src/engines/port.ts': ['src/base'],
  'src/engines/client.ts': ['src/base', 'src/engines/port.ts'],
  'src/engines': ['src/base', 'src/media/port.ts'],
  'src/media/port.ts': ['src/base'],
  'src/contract': ['src/base', ...PORTS],
  'src/audit': ['src/base', 'src/store/port'],
  'src/media': WORDS,
  'src/delivery': WORDS,
  'src/mail': WORDS,
  'src/billing': WORDS,
  'src/instances': [...WORDS, ...SUPPORT],
  'src/messaging': DOMAIN,
  'src/chats': DOMAIN,
  'src/partners': DOMAIN,
  'src/methods.ts': [...DOMAIN, 'src/messaging', 'src/chats', 'src/partners'],
  'src/http': ['src/base', 'src/contract', 'src/media/port.ts'],
  'src/derive': ['src/base', 'src/contract'],
  'src/config': ['src/base'],
  'console/src/gen': [],
  'console/src': [],
  'console/vite.config.ts': [],
  'src/app': ['src'],
  'src/cli': ['src/base', 'src/config', 'src/app', 'src/derive', 'src/methods.ts'],
  'sandbox/src': [],
}

/** Libraries that belong to a few folders; a key also covers what lies below it (`pg/lib/…`). */
const LIBRARIES = {
  baileys: ['src/engines/whatsapp', 'sandbox/src'],
  libsignal: ['src/engines/whatsapp', 'sandbox/src'],
  'whatsapp-rust-bridge': ['src/engines/whatsapp', 'sandbox/src'],
  pg: ['src/store'],
  'node:sqlite': ['src/store'],
  '@photostructure/sqlite': ['src/store'],
  fastify: ['src/http', 'sandbox/src'],
  '@fastify': ['src/http', 'sandbox/src'],
  sirv: ['src/http'],
  react: ['console/src'],
  'react-dom': ['console/src'],
  '@mantine': ['console/src'],
  nodemailer: ['src/mail'],
  '@node-rs/argon2': ['src/partners'],
  otpauth: ['src/partners'],
  undici: ['src/delivery', 'src/engines/whatsapp'],
  pdfkit: ['src/billing'],
  'node:process': ['src/config'],
  rookery: [],
  'rookery-sandbox': [],
}

const IMPORT =
  /(?:^|[;\n])\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s+)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/g

/** Module names in import and export statements, `import()` and `import type` included; comments are not code. */
export function importsOf(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  return [...code.matchAll(IMPORT)].map((match) => match[1] ?? match[2])
}

const within = (path, place) => path === place || path.startsWith(`${place}/`)
const isTest = (path) => /\.(test|spec-suite|test-support)\.tsx?$/.test(path)

function layerOf(path) {
  return Object.keys(LAYERS)
    .filter((place) => within(path, place))
    .toSorted((a, b) => b.length - a.length)[0]
}

function judge(path, name) {
  if (!name.startsWith('.')) {
    const library = Object.keys(LIBRARIES).find((key) => within(name, key))
    if (!library || LIBRARIES[library].some((place) => within(path, place))) return undefined
    return `${path}: '${name}' belongs to ${LIBRARIES[library].join(', ') || 'no folder'}`
  }
  const target = posix.join(posix.dirname(path), name)
  const layer = layerOf(path)
  if (layer === undefined) return `${path}: lies in no folder of the import table (tools/import-rules.mjs)`
  if (within(target, layer) || LAYERS[layer].some((place) => within(target, place))) return undefined
  return `${path}: ${layer} may not import ${target}`
}

/** Sentences for each broken rule. `files`: path from the repository's root → text. */
export function brokenImports(files) {
  const sentences = []
  for (const [path, text] of files) {
    if (isTest(path) || !/^(src|sandbox\/src|console\/src)\//.test(path)) continue
    for (const name of importsOf(text)) {
      const sentence = judge(path, name)
      if (sentence) sentences.push(sentence)
    }
  }
  return sentences
}
