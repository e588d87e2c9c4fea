/** The document: ratios, then targets, then every figure. All numbers come from one run. */
import { machineLine } from './machine.mjs'
import { figure, median, spread } from './numbers.mjs'
import { ratios } from './ratios.mjs'
import { targets } from './targets.mjs'

const pick = (rounds, name) => rounds.map((round) => round[name])
const percent = (rounds, name) => `${Math.round(median(pick(rounds, name)) * 100)} %`

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export function document(results, run) {
  const sections = [
    opening(run),
    ratioSection(results),
    targetSection(results),
    ...Object.entries(DETAILS)
      .filter(([name]) => results[name])
      .map(([name, detail]) => detail(results[name])),
    results.violations === undefined ? '' : closing(results),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
}

function opening({ command, rounds, otherWork, startedAt, minutes }) {
  return `# Benchmarks

Written by \`${command}\` on ${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, in ${Math.round(minutes)} minutes. Medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, lowest and highest in brackets.

- Machine: ${machineLine()}. Before the run other work kept ${Math.round(otherWork * 100)} % of it busy.
- Gateway: built code, \`rookery demo\`, embedded store with full sync, \`ROOKERY_UNLIMITED=true\` (no rate limit, no least delay); everything else as it ships.
- Raw: Baileys alone in a process of its own. Its keys lie in memory (a Map of plain values behind \`makeCacheableSignalKeyStore\`), its signal repository is the stock one, its crypto has no hook; nothing it does survives its process.
- Sandbox, load, webhook receiver: one process each, on the same processors. Ours and raw take turns within each round, on the same sandbox.`
}

function ratioSection(results) {
  const rows = ratios(results)
  return rows.length > 0 && `## Ours against raw Baileys\n\n${table(['measure', 'ratio', 'ours', 'raw'], rows)}`
}

function targetSection(results) {
  const all = targets(results)
  if (all.length === 0) return ''
  const rows = all.map(({ name, wanted, got, reached }) => [name, wanted, got, reached ? 'reached' : '**short**'])
  const short = all.filter(({ reached }) => !reached)
  const reasons = short.map(({ name, why }) => `- **${name}**: ${why}`).join('\n')
  return `## Targets\n\n${table(['target', 'wanted', 'measured', ''], rows)}${reasons && `\n\n### What falls short, and why\n\n${reasons}`}`
}

const DETAILS = {
  accept: acceptDetail,
  sends: sendsDetail,
  webhooks: webhookDetail,
  linking: linkingDetail,
  idle: idleDetail,
  start: startDetail,
  install: installDetail,
  groups: groupsDetail,
  instances: instancesDetail,
  journals: journalsDetail,
  media: mediaDetail,
}

function acceptDetail({ rows }) {
  const cells = rows.map(({ count, delay, rounds }) => [
    count,
    delay > 1000 ? 'waits' : `sends, ${delay} ms apart`,
    spread(pick(rounds, 'perSecond')),
    spread(pick(rounds, 'p50'), 'ms'),
    spread(pick(rounds, 'p99'), 'ms'),
    percent(rounds, 'gatewayBusy'),
    percent(rounds, 'loadBusy'),
  ])
  const kept = rows
    .filter(({ left }) => left.kept > 0)
    .map(
      ({ count, left }) =>
        `${figure(left.answered)} answered and ${figure(left.kept)} still queued (${count} ${count === 1 ? 'instance' : 'instances'})`,
    )
  return `## Accepted sends

\`sendMessage\` over 64 keep-alive connections, one request in flight on each; every answer follows the commit of its row. While the queue waits, each instance may send its first message.

${table(['instances', 'queue', 'accepted a second', 'p50', 'p99', 'gateway busy', 'load busy'], cells)}

Killed with SIGKILL right after the last round and started again: ${kept.join('; ') || 'not counted'}. A message that each instance sent at once is no longer queued. Busy: share of one processor.`
}

function sendsDetail({ rows }) {
  const cells = rows.flatMap(({ count, total, ours, loop, pipelined }) =>
    [
      ['ours', ours],
      ['raw, awaiting each', loop],
      ['raw, 8 in flight each', pipelined],
    ].map(([side, rounds]) => [
      count,
      total,
      side,
      spread(pick(rounds, 'perSecond')),
      spread(pick(rounds, 'senderMs'), 'ms'),
      percent(rounds, 'senderBusy'),
      percent(rounds, 'sandboxBusy'),
    ]),
  )
  return `## Sends to the network

Counted where the sandbox acknowledges a message. Ours begins with the first POST, so HTTP, queue, journal and their commits are in it; raw begins with the loop. Every message is encrypted for the recipient and for the own phone; all sessions existed.

${table(['accounts', 'messages', 'side', 'a second', 'processor time each', 'sender busy', 'sandbox busy'], cells)}`
}

function webhookDetail({ rows }) {
  const cells = rows.map(({ rate, rounds }) => [
    rate,
    spread(pick(rounds, 'sent')),
    spread(pick(rounds, 'delivered')),
    spread(pick(rounds, 'p50'), 'ms'),
    spread(pick(rounds, 'p99'), 'ms'),
    `${Math.round(median(rounds.map(({ busy }) => busy.gateway)) * 100)} %`,
  ])
  return `## Stanza to first webhook byte

Over ${rows[0].instances} instances; stanzas encrypted before the clock starts, the clock of each starts when it is written.

${table(['wanted a second', 'sent a second', 'delivered a second', 'p50', 'p99', 'gateway busy'], cells)}`
}

function linkingDetail({ ours, raw }) {
  return `## Linking

${table(
  ['side', 'created', 'first QR', 'authorized'],
  [
    [
      'ours',
      spread(pick(ours, 'createdMs'), 'ms'),
      spread(pick(ours, 'qrMs'), 'ms'),
      spread(pick(ours, 'openMs'), 'ms'),
    ],
    ['raw', '', spread(pick(raw, 'qrMs'), 'ms'), spread(pick(raw, 'openMs'), 'ms')],
  ],
)}`
}

function idleDetail({ rows }) {
  const cells = rows.flatMap(({ size, ours, raw }) =>
    [
      ['ours', ours],
      ['raw', raw],
    ].map(([side, rounds]) => [
      size,
      side,
      spread(pick(rounds, 'megabytes'), 'MB'),
      spread(pick(rounds, 'resumeMs'), 'ms'),
      percent(rounds, 'busy'),
    ]),
  )
  return `## Idle linked instances

A new process on accounts that were linked before: until the last one is connected again, and what stays resident when nothing is said. Raw holds all accounts in one process and reads them from one file.

${table(['accounts', 'side', 'resident', 'resume, from spawn', 'busy when idle'], cells)}`
}

function startDetail({ first, again }) {
  return `## Cold start

From spawn to the first 200 of \`/ready\`: ${spread(first, 'ms')} on an empty folder, ${spread(again, 'ms')} on the folder it left.`
}

function installDetail({ megabytes, built, largest }) {
  return `## Production install

${figure(megabytes)} MB on disk, of which ${figure(built)} MB our build. Largest packages: ${largest.map(({ path, megabytes }) => `${path.replace('node_modules/', '')} ${figure(megabytes)} MB`).join(', ')}.`
}

function instancesDetail({ size, created, first, listed }) {
  const line = (name, rounds) => [
    name,
    spread(pick(rounds, 'ms'), 'ms'),
    spread(pick(rounds, 'longest'), 'ms'),
    spread(pick(rounds, 'quiet'), 'ms'),
  ]
  return `## The partner's instances

createInstance over 64 connections: ${spread(pick(created, 'perSecond'))} a second, p99 ${spread(pick(created, 'p99'), 'ms')}, the gateway ${percent(created, 'busy')} busy; the linking of each begins meanwhile. getInstances of ${size.toLocaleString('en-GB')} instances, ${figure(listed[0].megabytes)} MB:

${table(['list', 'time', 'longest answer of /health meanwhile', 'before'], [line('first after a start', [first]), line('later', listed)])}`
}

function closing({ violations }) {
  const kinds = [...new Set(violations)].map((sentence) => `\n- ${sentence}`).join('')
  return `The sandbox saw ${violations.length} broken rules of its protocol in the whole run.${kinds}`
}

function mediaDetail({ bytes, rows }) {
  const line = (way, side) => {
    const rounds = rows[way][side]
    return [way, side, spread(pick(rounds, 'perSecond'), 'MB/s'), spread(pick(rounds, 'extra'), 'MB')]
  }
  const lines = ['up', 'down'].flatMap((way) => ['ours', 'raw'].map((side) => line(way, side)))
  return `## A large file

${bytes / 1024 / 1024} MB. Up: ours from the first byte of the multipart body, raw from a file on disk, both until the network acknowledged the message. Down: from the stanza to the last byte at the customer (ours) or in the process (raw). Memory: the most that the process had more than before.

${table(['way', 'side', 'throughput', 'memory meanwhile'], lines)}`
}

function groupsDetail({ members, counts, rows }) {
  const line = (way, side, count) => {
    const rounds = rows[way][side]
    return [way, side, count, spread(pick(rounds, 'perSecond')), spread(pick(rounds, 'processorMs'), 'ms')]
  }
  const lines = [
    line('receive', 'ours', counts.receive),
    line('receive', 'raw', counts.receive),
    line('send', 'ours', counts.ours),
    line('send', 'raw', counts.raw),
  ]
  return `## Groups

A group of ${members} people. Received: encrypted before the clock starts, let go at once, counted by the receipts of the client; ours are committed, in the journal and in the notification queue by then. Sent: counted where the sandbox acknowledges them. Raw asks for the group before each send, as the library does without a cache, and its sender key's record grows with each send; ours sent ${spread(pick(rows.send.ours, 'flat'))} times as fast in the last quarter of a round as in the first.

${table(['way', 'side', 'messages a round', 'a second', 'processor time each'], lines)}`
}

function journalsDetail({ messages, chats, page, reads, whole }) {
  const line = (name, rounds) => [name, spread(pick(rounds, 'p50'), 'ms'), spread(pick(rounds, 'p99'), 'ms')]
  const lists = Object.entries(whole).map(([method, times]) => `${method} ${spread(times, 'ms')}`)
  return `## A large journal

${messages.toLocaleString('en-GB')} messages of one instance in ${chats.toLocaleString('en-GB')} chats; one request at a time, chats at random, times with HTTP.

${table(['read', 'p50', 'p99'], [line(`getChatHistory, ${page} messages`, reads.history), line('getMessage', reads.message)])}

Whole lists of ${chats.toLocaleString('en-GB')} rows: ${lists.join(', ')}.`
}
