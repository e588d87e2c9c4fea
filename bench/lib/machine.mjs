/** What the kernel says about this machine and about a process. Linux only. */
import { readFileSync } from 'node:fs'
import os from 'node:os'

const TICKS_A_SECOND = 100

/** Resident memory of a process, megabytes (1024 × 1024). */
export function residentMegabytes(pid) {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}

/** Processor time that a process has used so far, all threads, milliseconds (10 ms steps). */
export function processorMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND
}

/** Share of all processors that was busy over `ms`, 0 to 1: other work on the machine blurs every figure. */
export async function busyShare(ms) {
  const before = totals()
  await new Promise((resolve) => setTimeout(resolve, ms))
  const after = totals()
  return 1 - (after.idle - before.idle) / (after.all - before.all)
}

function totals() {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number)
  return { idle: fields[3] + fields[4], all: fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0) }
}

export function machineLine() {
  const cpu = os.cpus()[0]?.model.replaceAll(/\s+/g, ' ').trim() ?? 'unknown processor'
  const memory = Math.round(os.totalmem() / 1024 ** 3)
  return `${cpu}, ${os.availableParallelism()} processors, ${memory} GB memory, ${os.type()} ${os.release()}, Node ${process.version}`
}
