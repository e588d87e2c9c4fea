/** Small statistics. Every function sorts a copy. */

export function percentile(values, share) {
  if (values.length === 0) return Number.NaN
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** `median (lowest to highest)` with as many digits as the size of the number deserves. */
export function spread(values, unit = '') {
  if (values.length === 0) return 'not measured'
  const tail = unit ? ` ${unit}` : ''
  if (values.length === 1) return `${figure(values[0])}${tail}`
  return `${figure(median(values))}${tail} (${figure(Math.min(...values))} to ${figure(Math.max(...values))})`
}

export function figure(value) {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en-GB')
  return size >= 10 ? value.toFixed(1) : value.toFixed(2)
}
