import { delimiter } from 'node:path'

/**
 * The one list of environment variables, and the only reader of the environment. `config.ts` decides what they mean;
 * `docs/configuration.md` is printed from the list.
 */
export interface Variable {
  readonly name: string
  /** Heading of the printed list. */
  readonly group: Group
  /** What counts when the variable is absent, as a reader would say it. */
  readonly fallback: string
  readonly sentence: string
}

export type Group =
  'Addresses' | 'Data' | 'Keys' | 'Network' | 'Limits' | 'Delivery' | 'Mail' | 'Retention' | 'Billing' | 'Operation'

function group(name: Group, variables: readonly (readonly [name: string, fallback: string, sentence: string])[]) {
  return variables.map(([variable, fallback, sentence]): Variable => ({
    name: variable,
    group: name,
    fallback,
    sentence,
  }))
}

export const VARIABLES: readonly Variable[] = [
  ...group('Addresses', [
    [
      'PUBLIC_URL',
      'required by `serve`',
      'Address under which clients reach the gateway, e.g. `https://api.example.org`. Every public address (API, media, websocket, pages) is derived from it.',
    ],
    ['MEDIA_URL', 'PUBLIC_URL', 'Address of the media host, where it differs.'],
    ['HOST', '127.0.0.1', 'Address the server binds to.'],
    ['PORT', '8080', 'Port the server binds to; 0 takes any free one.'],
    [
      'TRUST_PROXY',
      'none',
      'Proxies whose `X-Forwarded-*` headers count: a number of hops, or addresses and CIDR ranges separated by commas.',
    ],
  ]),
  ...group('Data', [
    ['ROOKERY_DATA', './data', 'Folder of the embedded database, media files and generated keys.'],
    [
      'DATABASE_URL',
      'embedded database',
      '`postgres://…` of a PostgreSQL 15 or newer; absent, the data folder holds the database.',
    ],
    ['ROOKERY_DATABASE_CONNECTIONS', '8', 'Connections held to PostgreSQL.'],
  ]),
  ...group('Keys', [
    [
      'ROOKERY_MASTER_KEY',
      'the key file',
      'Master keys as `version:base64` of 32 bytes, separated by spaces, commas or lines, or as a JSON object. The highest version seals.',
    ],
    [
      'ROOKERY_MASTER_KEY_FILE',
      '`master.key` in the data folder',
      'File of the master keys in the same form; generated (mode 0600) on the first start.',
    ],
    [
      'ROOKERY_LOOKUP_KEY',
      'the `lookup:` line beside the master keys',
      'Base64 of 32 bytes: key of the look-up hashes of tokens. It never changes.',
    ],
    ['ROOKERY_LOOKUP_KEY_FILE', 'the `lookup:` line beside the master keys', 'File that holds the look-up key.'],
  ]),
  ...group('Network', [
    [
      'ROOKERY_SANDBOX_FACTS',
      'the live network',
      'JSON, or path of a JSON file, that names a sandbox network. Refused by `serve`.',
    ],
    ['ROOKERY_DEMO_TOKEN', 'minted on the first start', 'Partner token of the demo account. Refused by `serve`.'],
    ['ROOKERY_CELL', 'main', 'Name of this installation among several.'],
    [
      'ROOKERY_ID_PREFIX',
      '1101 (sandbox: 7103)',
      'First four digits of every idInstance created here. They stand for cell, messenger and network and never change their meaning.',
    ],
    ['ROOKERY_WHATSAPP_VERSION', 'built in', 'WhatsApp Web version, three numbers with dots.'],
    [
      'ROOKERY_INSTANCE_CAP',
      'none',
      'Most instances that live at a time on this installation; at it createInstance answers code 100. Absent: no bound.',
    ],
    ['ROOKERY_CONNECTS', '8', 'Sessions that may be connecting at the same time.'],
  ]),
  ...group('Limits', [
    [
      'ROOKERY_FFMPEG',
      '`ffmpeg` of the path',
      'Program that makes voice notes and videos what phones play, `ffprobe` beside it; `off`: they are sent as they are. See [voice notes and video](guide/media.md).',
    ],
    ['ROOKERY_FILE_LIMIT_MB', '100', 'Largest file, in units of 1,048,576 bytes.'],
    ['ROOKERY_BODY_LIMIT_KB', '4096', 'Largest JSON body, in units of 1,024 bytes.'],
    [
      'ROOKERY_APPROVALS',
      'auto',
      'Whether a payment or credit note that an operator enters waits for another operator: `on`, `off`, or `auto`: as soon as there are two.',
    ],
    [
      'ROOKERY_OUTBOUND_ALLOW',
      'none (demo: loopback)',
      'Private CIDR ranges that webhooks and file downloads may reach, separated by commas.',
    ],
    ['ROOKERY_UNLIMITED', 'false', 'For benchmarks: `true` lifts the rate limits and the least delay between sends.'],
  ]),
  ...group('Delivery', [
    ['ROOKERY_WEBHOOK_TIMEOUT', '180', 'Seconds that a webhook may take to answer.'],
    ['ROOKERY_WEBHOOK_RETRY', '60', 'Seconds between attempts, separated by commas; the last one repeats.'],
  ]),
  ...group('Mail', [
    [
      'ROOKERY_SMTP_URL',
      'no mail',
      '`smtp://user:password@host:587` or `smtps://…`: how letters leave. Without it nobody can register or reset a password by mail; invitations are links that the console shows.',
    ],
    ['ROOKERY_MAIL_FROM', '`no-reply@` the host of PUBLIC_URL', 'Sender of letters, `Name <address>` or an address.'],
  ]),
  ...group('Retention', [
    ['ROOKERY_JOURNAL_DAYS', '90', 'Days that journals and chat history are kept, with the bytes of their messages.'],
    [
      'ROOKERY_HISTORY',
      'on',
      '`off`: journals begin at linking. `on`: they take what the phone hands over of the time before, as the settings of the instance want it.',
    ],
    ['ROOKERY_MEDIA_DAYS', '15', 'Days that uploaded, sent and received files are kept.'],
    ['ROOKERY_DELIVERY_DAYS', '7', 'Days that the delivery log is kept.'],
    ['ROOKERY_ERASE_DAYS', '7', 'Days after which keys, messages and files of a deleted instance are erased.'],
  ]),
  ...group('Billing', [
    [
      'ROOKERY_STRIPE_WEBHOOK_SECRET',
      'not served',
      'Signing secret of a Stripe webhook endpoint that posts to `/payments/stripe`; several separated by commas while one is rotated.',
    ],
  ]),
  ...group('Operation', [['ROOKERY_LOG', 'info', 'Least level that is logged: debug, info, warn, error or silent.']]),
]

/** Variables by name; absent and empty are the same. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The variables of the list, from the process unless a test passes its own; everything else is left out. */
export function readEnv(source: Environment = process.env): Environment {
  const entries = VARIABLES.map(({ name }) => [name, source[name]?.trim()] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''))
}

/** Folders in which programs are looked for. */
export const programFolders = (source: Environment = process.env): string[] =>
  (source['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')

/** `ROOKERY_` variables that are set although the list does not know them: most likely misspelt. */
export function unknownVariables(source: Environment = process.env): string[] {
  const known = new Set(VARIABLES.map(({ name }) => name))
  return Object.keys(source).filter((name) => name.startsWith('ROOKERY_') && !known.has(name))
}
