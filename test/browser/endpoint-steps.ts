import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { findDemoAccount } from '../../src/app/admin.ts'
import { endpointsOf } from '../../src/delivery/endpoints/endpoint.ts'
import { settleEndpoint } from '../../src/delivery/endpoints/queue.ts'
import type { TestNetwork } from '../network.ts'
import { wordsOf, type Look } from './console-tests.ts'

interface Wanted {
  name: string
  url: string
  /** Types that it hears. */
  types: readonly string[]
  /** Looks at the filled form, then at the secret. */
  inspected?: (what: 'form' | 'secret') => Promise<void>
}

/** Adds an endpoint, of an account or of an instance, on the screen that lists them; its secret, shown once. */
export async function addEndpoint(page: Page, look: Look, wanted: Wanted): Promise<string> {
  const { hook } = wordsOf(look)
  const { name, url, types, inspected } = wanted
  await page.getByRole('button', { name: hook.add }).click()
  const form = page.getByRole('dialog', { name: hook.add })
  await form.getByLabel(hook.name).fill(name)
  await form.getByRole('textbox', { name: hook.url }).fill(url)
  await form.locator('[class*=MultiSelect-input]').first().click()
  for (const type of types) await page.getByRole('option', { name: type }).click()
  await form.getByLabel(hook.name).click()
  await inspected?.('form')
  await form.getByRole('button', { name: hook.add }).click()
  const secret = await keepSecret(page, look, () => inspected?.('secret'))
  await page.getByText(hook.well, { exact: true }).waitFor()
  expect(await page.content()).not.toContain(secret)
  return secret
}

async function keepSecret(page: Page, look: Look, shown?: () => Promise<void> | undefined): Promise<string> {
  const { hook, ui } = wordsOf(look)
  const once = page.getByRole('dialog', { name: hook.secret })
  const secret = (await once.getByText(/^whsec_/).textContent()) ?? ''
  await shown?.()
  await once.getByRole('button', { name: ui.kept }).click()
  return secret
}

/** Starts the only endpoint of the screen after it was disabled, gives it another secret and removes it. */
export async function startRotateRemove(page: Page, look: Look, { name, secret }: { name: string; secret: string }) {
  const { hook, danger } = wordsOf(look)
  const choose = async (word: string) => {
    await page.getByRole('button', { name: hook.more.replace('{{name}}', name) }).click()
    await page.getByRole('menuitem', { name: word }).click()
  }
  const sure = (word: string) =>
    page.getByRole('dialog', { name: danger.sure }).getByRole('button', { name: word }).click()
  await choose(hook.start)
  await page.getByText(hook.well, { exact: true }).waitFor()
  await choose(hook.rotate)
  await sure(hook.rotate)
  expect(await keepSecret(page, look)).not.toBe(secret)
  await choose(hook.remove)
  await sure(hook.remove)
  await page.getByText(hook.none, { exact: true }).waitFor()
}

/** Settles two failures three days apart on the only endpoint of the demo account or its instance, as its poster would. */
export async function failForThreeDays({ gateway }: TestNetwork, instance?: number): Promise<void> {
  const { store, clock } = gateway.ports
  const account = (await findDemoAccount(gateway.ports)) ?? ''
  const [endpoint] = await store.read(endpointsOf, { account, ...(instance === undefined ? {} : { instance }) })
  const now = clock.now()
  const failed = { tookMs: 5, status: 500, error: '', delivered: false, nextAt: now, tellAfterMs: 1000, now }
  for (const at of [now - 3 * 86_400_000, now])
    await store.write(settleEndpoint, {
      endpoint: endpoint?.id ?? '',
      seq: 1,
      at,
      disableAfterMs: 3 * 86_400_000,
      ...failed,
    })
}
