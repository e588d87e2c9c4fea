import { expect, test } from 'vitest'
import { brokenLock, looseVersions, undecidedScripts } from './lock-check.mjs'

const entry = { version: '1.0.0' }

test('an optional dependency is found beside, above and at the top', () => {
  const packages = {
    '': { optionalDependencies: { top: '1.0.0' } },
    'node_modules/top': entry,
    'node_modules/a': { ...entry, optionalDependencies: { own: '1.0.0', top: '1.0.0' } },
    'node_modules/a/node_modules/own': entry,
    'node_modules/a/node_modules/b': { ...entry, optionalDependencies: { own: '1.0.0', top: '1.0.0' } },
  }
  expect(brokenLock({ packages })).toEqual([])
})

test('a missing one is named, so is an address, and a workspace link is neither', () => {
  const packages = {
    'node_modules/a': { ...entry, optionalDependencies: { 'a-win32': '1.0.0' }, resolved: 'an address' },
    'node_modules/rookery-sandbox': { resolved: 'sandbox', link: true },
  }
  expect(brokenLock({ packages })).toEqual([
    'node_modules/a: optional a-win32 is not in the lock',
    'node_modules/a: the lock records a download address',
  ])
})

test('a range is no pin', () => {
  const dependencies = { a: '^1.0.0', b: '1.0.0', c: '7.0.0-rc14', d: '*', e: '~1.2.3' }
  expect(looseVersions('package.json', { dependencies }).map((line) => line.split(' ')[1])).toEqual(['a', 'd', 'e'])
})

test('an install script needs a verdict, either way', () => {
  const script = { version: '1.0.0', hasInstallScript: true }
  const packages = { 'node_modules/a': script, 'node_modules/x/node_modules/@s/b': script, 'node_modules/c': script }
  expect(undecidedScripts({ packages }, { allowScripts: { a: false, c: true } })).toEqual([
    'package.json: allowScripts has no verdict on @s/b',
  ])
})
