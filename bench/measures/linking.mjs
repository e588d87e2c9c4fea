/**
 * From createInstance to its first QR and to `authorized`; beside it raw Baileys from `makeWASocket` to its first QR and
 * to `open`. Both in turn. The simulated person is as quick as the sandbox; reading the picture is part of our time.
 */
import { join } from 'node:path'
import { startRaw } from '../lib/bench.mjs'
import { startGateway } from '../lib/gateway.mjs'
import { newcomerNumber } from '../lib/numbers-of.mjs'

export async function linking(bench) {
  const gateway = await startGateway({ folder: join(bench.folder, 'linking'), facts: bench.facts })
  const raw = await startRaw(bench)
  const ours = []
  const rawRounds = []
  try {
    // The first of each side loads code; it is a round of nobody.
    await ourLink(bench, gateway, newcomerNumber(900))
    await rawLink(bench, raw, newcomerNumber(901))
    for (let round = 0; round < bench.rounds; round++) {
      ours.push(await ourLink(bench, gateway, newcomerNumber(2 * round)))
      rawRounds.push(await rawLink(bench, raw, newcomerNumber(2 * round + 1)))
    }
  } finally {
    await gateway.stop()
    await raw.stop()
  }
  return { ours, raw: rawRounds }
}

async function ourLink(bench, gateway, number) {
  await bench.sandbox.call('phones', [number])
  const startedAt = performance.now()
  const instance = await gateway.createInstance()
  const createdMs = performance.now() - startedAt
  const png = await instance.qr()
  const qrMs = performance.now() - startedAt
  await bench.sandbox.call('scan', { number, png })
  await instance.untilState('authorized')
  return { createdMs, qrMs, openMs: performance.now() - startedAt }
}

async function rawLink(bench, raw, number) {
  await bench.sandbox.call('phones', [number])
  const startedAt = performance.now()
  const qr = await raw.call('link', number)
  const qrMs = performance.now() - startedAt
  await bench.sandbox.call('scan', { number, qr })
  await raw.call('opened', number)
  return { qrMs, openMs: performance.now() - startedAt }
}
