/** What was set out to be reached, judged by medians; a miss says what the same run shows of its cause. */
import { figure, median } from './numbers.mjs'
import { perInstance } from './ratios.mjs'

const middle = (rounds, name) => median(rounds.map((round) => round[name]))
const share = (value) => `${Math.round(value * 100)} %`

export function targets(results) {
  const judges = {
    accept: acceptTarget,
    sends: sendTargets,
    webhooks: webhookTarget,
    linking: linkingTargets,
    idle: idleTargets,
    start: startTarget,
    install: installTarget,
    groups: groupTargets,
    instances: instanceTargets,
    journals: journalTargets,
    media: mediaTargets,
    night: nightTargets,
  }
  return Object.entries(judges).flatMap(([name, judge]) => (results[name] ? judge(results[name]) : []))
}

function atLeast(name, wanted, got, unit, why) {
  return { name, wanted: `≥ ${wanted}${unit}`, got: `${figure(got)}${unit}`, reached: got >= wanted, why }
}

function atMost(name, wanted, got, unit, why) {
  return { name, wanted: `≤ ${figure(wanted)}${unit}`, got: `${figure(got)}${unit}`, reached: got <= wanted, why }
}

function acceptTarget({ rows }) {
  const [, row] = rows
  const busy = { gateway: middle(row.rounds, 'gatewayBusy'), load: middle(row.rounds, 'loadBusy') }
  const why = `the gateway used ${share(busy.gateway)} and the load ${share(busy.load)} of one processor, so each accepted send costs the gateway ${figure((busy.gateway * 1000) / middle(row.rounds, 'perSecond'))} ms of processor time.`
  return [atLeast(`accepted sends, ${row.count} instances`, 5000, middle(row.rounds, 'perSecond'), '/s', why)]
}

function sendTargets({ rows }) {
  return rows.map(({ count, ours, loop }) => {
    const got = middle(ours, 'perSecond') / middle(loop, 'perSecond')
    const why = `a send costs the gateway ${figure(middle(ours, 'senderMs'))} ms of processor time and raw ${figure(middle(loop, 'senderMs'))} ms; meanwhile the gateway was ${share(middle(ours, 'senderBusy'))} busy and the sandbox, which decrypts everything, ${share(middle(ours, 'sandboxBusy'))} (raw: ${share(middle(loop, 'senderBusy'))} and ${share(middle(loop, 'sandboxBusy'))}).`
    return atLeast(
      `sends to the network against raw, ${count} ${count === 1 ? 'account' : 'accounts'}`,
      1.2,
      got,
      ' ×',
      why,
    )
  })
}

function webhookTarget({ rows }) {
  const [row] = rows
  const got = middle(row.rounds, 'p99')
  const gateway = median(row.rounds.map(({ busy }) => busy.gateway))
  const sandbox = median(row.rounds.map(({ busy }) => busy.sandbox))
  const lower = rows.slice(1).map(({ rate, rounds }) => `${figure(middle(rounds, 'p99'))} ms at ${rate}/s`)
  const why = `at ${figure(middle(row.rounds, 'sent'))} stanzas a second the gateway was ${share(gateway)} and the sandbox ${share(sandbox)} busy${lower.length > 0 ? `; p99 is ${lower.join(' and ')}` : ''}.`
  return [atMost(`stanza to first webhook byte, p99 at ${row.rate}/s`, 50, got, ' ms', why)]
}

function linkingTargets({ ours, raw }) {
  return [
    ['createInstance to first QR', 1000, 'qrMs'],
    ['createInstance to authorized', 2000, 'openMs'],
  ].map(([name, wanted, field]) => {
    const why = `raw Baileys alone takes ${figure(middle(raw, field))} ms on this machine.`
    return atMost(name, wanted, middle(ours, field), ' ms', why)
  })
}

function idleTargets({ rows }) {
  const [one] = rows
  const last = rows.at(-1)
  const steps = rows.slice(1).map((row, index) => perInstance(rows[index], row, 'ours'))
  const each = perInstance(one, last, 'ours')
  const resume = rows.slice(1).map(({ size, ours }) => `${figure(middle(ours, 'resumeMs') / size)} ms each at ${size}`)
  const flat = steps.length < 2 || steps.at(-1) <= steps[0] * 1.25
  return [
    atMost(
      'resident with one idle instance (base)',
      150,
      middle(one.ours, 'megabytes'),
      ' MB',
      `a raw Baileys process with one account has ${figure(middle(one.raw, 'megabytes'))} MB.`,
    ),
    atMost(
      'each further idle linked instance',
      1,
      each,
      ' MB',
      `raw Baileys adds ${figure(perInstance(one, last, 'raw'))} MB for each account.`,
    ),
    {
      name: 'cost of an instance flat over these sizes',
      wanted: 'last step ≤ 1.25 × the first',
      got: `${steps.map((step) => `${figure(step)} MB`).join(', then ')}`,
      reached: flat,
      why: `memory of each further instance grows between sizes; resume takes ${resume.join(' and ')}.`,
    },
  ]
}

function startTarget({ first, again }) {
  const why = `on an existing folder it takes ${figure(median(again))} ms; the rest is the first migration and the keys.`
  return [atMost('cold start to ready, empty folder', 1000, median(first), ' ms', why)]
}

function installTarget({ megabytes, largest }) {
  const why = `the largest package is ${largest[0].path}.`
  return [atMost('production install', 200, megabytes, ' MB', why)]
}

function instanceTargets({ size, created, first, listed }) {
  const quiet = figure(middle(listed, 'quiet'))
  const load = `the gateway used ${share(middle(created, 'busy'))} of one processor, linking included; p99 of an answer is ${figure(middle(created, 'p99'))} ms.`
  const list = `${figure(middle(listed, 'megabytes'))} MB; the first list after a start, which opens every token, took ${figure(first.ms)} ms and held the loop ${figure(first.longest)} ms; without any list the longest answer of /health was ${quiet} ms.`
  return [
    atLeast('createInstance', 200, middle(created, 'perSecond'), '/s', load),
    atMost(`getInstances of ${size.toLocaleString('en-GB')}`, 150, middle(listed, 'ms'), ' ms', list),
    atMost('longest hold of the loop meanwhile', 50, middle(listed, 'longest'), ' ms', list),
  ]
}

function mediaTargets({ bytes, rows, refused }) {
  const size = `${bytes / 1024 / 1024} MB`
  const ways = { up: 'up, acknowledged', down: 'down, fetched' }
  const extra = Math.max(...Object.values(rows).flatMap(({ ours }) => ours.map((round) => round.extra)))
  return [
    ...Object.entries(ways).map(([way, name]) => {
      const { ours, raw } = rows[way]
      const why = `the gateway keeps the file in its media store on the way: written and read once more.`
      return atLeast(
        `file of ${size} ${name}, against raw`,
        0.9,
        middle(ours, 'perSecond') / middle(raw, 'perSecond'),
        ' ×',
        why,
      )
    }),
    atMost(`memory that a file of ${size} takes meanwhile, at worst`, 64, extra, ' MB', 'see the rounds below.'),
    {
      name: `${size} and one byte`,
      wanted: 'refused',
      got: refused,
      reached: refused.startsWith('4'),
      why: 'it was taken.',
    },
  ]
}

function nightTargets({ rows }) {
  const wanted = { embedded: 10, postgres: 60 }
  return rows.map(({ engine, size, seconds, megabytes, verifySeconds }) => {
    const why = `the command's memory reached ${megabytes} MB, and verifying the ledger afterwards took ${figure(verifySeconds)} s.`
    return atMost(`night of ${size} instances, ${engine}`, wanted[engine], seconds, ' s', why)
  })
}

function groupTargets({ members, rows }) {
  const against = (way) => {
    const { ours, raw } = rows[way]
    const why = `one costs the gateway ${figure(middle(ours, 'processorMs'))} ms of processor time and raw ${figure(middle(raw, 'processorMs'))} ms.`
    return [middle(ours, 'perSecond') / middle(raw, 'perSecond'), ' ×', why]
  }
  const flat = middle(rows.send.ours, 'flat')
  return [
    atLeast(`received from a group of ${members} against raw`, 8, ...against('receive')),
    atLeast(`sent to a group of ${members} against raw`, 4, ...against('send')),
    {
      name: 'sends to a group keep their rate',
      wanted: 'last quarter ≥ 0.8 × the first',
      got: `${figure(flat)} ×`,
      reached: flat >= 0.8,
      why: 'the cost of a send grows with what was sent before.',
    },
  ]
}

function journalTargets({ messages, chats, page, reads, whole }) {
  const size = messages.toLocaleString('en-GB')
  const why = (times) => `p50 is ${figure(middle(times, 'p50'))} ms.`
  const rows = chats.toLocaleString('en-GB')
  return [
    atMost(
      `getChatHistory of ${page} in ${size} messages, p99`,
      10,
      middle(reads.history, 'p99'),
      ' ms',
      why(reads.history),
    ),
    atMost(`getMessage in ${size} messages, p99`, 10, middle(reads.message, 'p99'), ' ms', why(reads.message)),
    ...Object.entries(whole).map(([method, times]) =>
      atMost(`${method} of ${rows}`, 100, median(times), ' ms', 'see the rounds below.'),
    ),
  ]
}
