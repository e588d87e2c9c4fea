import { expect, test } from 'vitest'
import { SAMPLE_RATE, Waveform } from './waveform.ts'

/** Samples of so many seconds, each as loud as `level` says of its place (0 to 1). */
function samples(seconds: number, level: (at: number) => number): Buffer {
  const count = Math.round(seconds * SAMPLE_RATE)
  const values = Int16Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 1 : -1) * 30_000 * level(at / count))
  return Buffer.from(values.buffer)
}

test.each([0.005, 0.3, 2, 61, 130])('%d seconds become 64 values, however they are cut', (seconds) => {
  const sound = samples(seconds, (at) => (at < 0.5 ? 0.25 : 1))
  const whole = new Waveform()
  whole.add(sound)
  const cut = new Waveform()
  for (let at = 0; at < sound.length; at += 4097) cut.add(sound.subarray(at, at + 4097))
  expect(whole.seconds).toBeCloseTo(seconds)
  expect(cut.values()).toEqual(whole.values())
  expect(whole.values()).toHaveLength(64)
  expect(Math.max(...whole.values())).toBe(100)
})

test('loud and quiet stand where they are in the sound', () => {
  const wave = new Waveform()
  wave.add(samples(128, (at) => (at < 0.5 ? 0.25 : 1)))
  const values = wave.values()
  expect([...values.slice(0, 31)]).toEqual(Array(31).fill(25))
  expect([...values.slice(33)]).toEqual(Array(31).fill(100))
})

test('silence is no sound', () => {
  const wave = new Waveform()
  wave.add(samples(3, () => 0))
  expect(wave.values()).toEqual(new Uint8Array(64))
})
