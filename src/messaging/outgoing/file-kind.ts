import type { FileKind } from '../../base/content.ts'

/** Kind of message by extension (sending.md, File kinds by extension); everything else is a document. */
const KINDS: Readonly<Record<string, FileKind>> = {
  bmp: 'image',
  jpeg: 'image',
  jpg: 'image',
  png: 'image',
  mov: 'video',
  mp4: 'video',
  m4a: 'audio',
  mp3: 'audio',
  ogg: 'audio',
}

const MIME_TYPES: Readonly<Record<string, string>> = {
  bmp: 'image/bmp',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg; codecs=opus',
  wav: 'audio/wav',
  pdf: 'application/pdf',
  zip: 'application/zip',
  rar: 'application/vnd.rar',
  txt: 'text/plain',
  csv: 'text/csv',
  rtf: 'application/rtf',
  odt: 'application/vnd.oasis.opendocument.text',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  json: 'application/json',
}

/** The usual extension where a type has several. */
const EXTENSIONS: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg' }

const extensionOf = (fileName: string) => /\.([0-9A-Za-z]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''

/** How a file is sent: the extension of its name decides, not the type its server states. */
export function fileKindOf(fileName: string): FileKind {
  return KINDS[extensionOf(fileName)] ?? 'document'
}

/** MIME type of a known extension. */
export function mimeTypeOf(fileName: string): string | undefined {
  return MIME_TYPES[extensionOf(fileName)]
}

/** A name for a file that came without one: its extension follows from its type. */
export function fileNameFor(stem: string, mimeType: string): string {
  const plain = mimeType.split(';')[0]?.trim().toLowerCase() ?? ''
  const found = Object.entries(MIME_TYPES).find(([, type]) => type.split(';')[0] === plain)
  return `${stem}.${EXTENSIONS[plain] ?? found?.[0] ?? 'bin'}`
}
