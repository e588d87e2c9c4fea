/** Ours against raw, from medians. */
import { figure, median } from './numbers.mjs'

const middle = (rounds, name) => median(rounds.map((round) => round[name]))
const times = (value) => `**${figure(value)} ×**`

export function ratios({ sends, groups, linking, idle }) {
  return [
    ...(sends ? sendRows(sends) : []),
    ...(groups ? groupRows(groups) : []),
    ...(linking ? linkingRows(linking) : []),
    ...(idle ? idleRows(idle) : []),
  ]
}

function groupRows({ members, rows }) {
  const labels = { receive: 'received from', send: 'sent to' }
  return Object.entries(rows).map(([way, { ours, raw }]) => {
    const [own, stock] = [middle(ours, 'perSecond'), middle(raw, 'perSecond')]
    return [`${labels[way]} a group of ${members}`, times(own / stock), `${figure(own)}/s`, `${figure(stock)}/s`]
  })
}

function sendRows({ rows }) {
  return rows.flatMap(({ count, ours, loop, pipelined }) => {
    const own = middle(ours, 'perSecond')
    return [
      ['awaiting each', loop],
      ['8 in flight each', pipelined],
    ].map(([form, rounds]) => {
      const raw = middle(rounds, 'perSecond')
      return [
        `sends to the network, ${count} ${count === 1 ? 'account' : 'accounts'}, raw ${form}`,
        times(own / raw),
        `${figure(own)}/s`,
        `${figure(raw)}/s`,
      ]
    })
  })
}

function linkingRows({ ours, raw }) {
  return [
    ['time to first QR', 'qrMs'],
    ['time to authorized', 'openMs'],
  ].map(([label, name]) => compared(label, middle(ours, name), middle(raw, name), 'ms'))
}

function idleRows({ rows }) {
  const first = rows[0]
  const last = rows.at(-1)
  const each = (side) => perInstance(first, last, side)
  return [
    ...rows.map(({ size, ours, raw }) =>
      compared(`resident memory, ${size} idle`, middle(ours, 'megabytes'), middle(raw, 'megabytes'), 'MB'),
    ),
    compared('memory of a further idle account', each('ours'), each('raw'), 'MB'),
    compared(`resume of ${last.size}, from spawn`, middle(last.ours, 'resumeMs'), middle(last.raw, 'resumeMs'), 'ms'),
  ]
}

function compared(label, own, raw, unit) {
  return [label, times(own / raw), `${figure(own)} ${unit}`, `${figure(raw)} ${unit}`]
}

/** Megabytes that each account between two sizes adds. */
export function perInstance(smaller, larger, side) {
  const more = middle(larger[side], 'megabytes') - middle(smaller[side], 'megabytes')
  return more / (larger.size - smaller.size)
}
