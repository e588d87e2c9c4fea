import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { createInstance } from '../client.ts'
import { publishStandard } from '../money.ts'
import { consoleTests, counted, contentOf, inspect, FIRST_LOOK, wordsOf } from './console-tests.ts'
import { operatorClient } from './people.ts'

const tests = consoleTests(() => Promise.resolve({ env: { ROOKERY_UNLIMITED: 'true' } }))

beforeAll(() => publishStandard(tests.network, { PARTNER_23: { day: 40_000_000 } }))

describe.each(FIRST_LOOK)('the operator’s desk, $size, $locale', (look) => {
  const words = wordsOf(look)
  const { op, visit, take, data, danger, kind, nav, list, accounts } = words
  const name = look.size === 'phone' ? 'Grace’s shops' : 'Ada’s shops'
  const email = `${look.size}@example.org`

  test(
    'adds an account, imports its pairs, looks inside and leaves it, all of it audited',
    { timeout: 120_000 },
    async () => {
      const window = await tests.enter(look)
      const { page } = window
      await tests.go(window, 'operator/accounts')
      await page.getByRole('button', { name: op.add }).click()
      const form = page.getByRole('dialog', { name: op.add })
      await form.getByRole('textbox', { name: words.visitor.accountName }).fill(name)
      await form.getByLabel(op.ownerEmail).fill(email)
      await form.getByText(kind.partner, { exact: true }).click()
      await form.getByRole('button', { name: op.add }).click()
      await form.getByText(/\/console\/.*#[0-9a-f]{64}/).waitFor()
      await inspect(window, `account-added-${look.size}`)
      await page.keyboard.press('Escape')
      await page.getByLabel(accounts.search).fill(name)
      await page.getByRole('link', { name }).click()
      await page.getByText(op.nobody, { exact: true }).waitFor()

      const first = look.size === 'phone' ? 1_105_000_001 : 1_104_000_001
      await page.getByRole('button', { name: take.open }).click()
      const pairs = page.getByRole('dialog', { name: take.title })
      await pairs.getByLabel(take.pairs).fill(`${first} ${'ab'.repeat(25)} North\nno pair`)
      await pairs.getByText(take.wrong.replace('{{lines}}', '2')).waitFor()
      await pairs.getByLabel(take.pairs).fill(`${first} ${'ab'.repeat(25)} North\n${first},${'cd'.repeat(25)}`)
      await pairs.getByRole('button', { name: /2/ }).click()
      await pairs.getByText(counted(take.done_one, 1, look)).waitFor()
      await pairs.getByText(take.refused).waitFor()
      await inspect(window, `import-pairs-${look.size}`)
      await page.keyboard.press('Escape')

      await page.getByRole('button', { name: op.visit }).click()
      await page.getByText(visit.title.replace('{{name}}', name)).waitFor()
      await tests.go(window, 'instances')
      await page.getByRole('link', { name: 'North' }).waitFor()
      await inspect(window, `visit-${look.size}`)
      // what is the owner's own stays with the owner
      await page.getByRole('button', { name: visit.end }).click()
      await page.getByRole('heading', { level: 1, name: nav.accounts }).waitFor()
      await page.getByText(visit.about).waitFor({ state: 'detached' })
      await tests.go(window, 'operator/audit')
      for (const action of ['visitEnded', 'visitBegun', 'instanceImported', 'accountCreated'])
        await page.getByText(action, { exact: true }).first().waitFor()
      // the session is in no account any more
      await page.goto(`${tests.network.apiUrl}/console/instances`)
      await page.getByText(nav.nothing).waitFor()

      // whoever leaves by the switcher of accounts has left as well, in the log of the account too
      await tests.go(window, 'operator/accounts')
      await page.getByLabel(accounts.search).fill(name)
      await page.getByRole('link', { name }).click()
      await page.getByRole('button', { name: op.visit }).click()
      await page.getByText(visit.title.replace('{{name}}', name)).waitFor()
      await page.getByRole('button', { name: new RegExp(name) }).click()
      await page.getByRole('menuitem', { name: nav.goTo.replace('{{name}}', 'Demo partner') }).click()
      await page.getByText(visit.about).waitFor({ state: 'detached' })
      await tests.go(window, 'operator/accounts')
      await page.getByLabel(accounts.search).fill(name)
      await page.getByRole('link', { name }).click()
      await expect.poll(() => page.getByText('visitEnded', { exact: true }).count()).toBe(2)
    },
  )

  test('hands out and erases, keeps what it is told to, and seals anew', { timeout: 120_000 }, async () => {
    const { idInstance } = await createInstance(tests.network)
    const days = look.size === 'phone' ? '45' : '30'
    const window = await tests.enter(look)
    const { page } = window
    await tests.go(window, 'operator/data')
    if (look.size === 'desktop') await page.getByText(data.noJobs).waitFor()
    await inspect(window, `data-empty-${look.size}`)
    await page.getByLabel(data.journalDays).fill(days)
    await page.getByRole('button', { name: words.ui.save }).click()
    await page.getByText(words.settings.saved).waitFor()
    await page.reload()
    await expect.poll(() => page.getByLabel(data.journalDays).inputValue()).toBe(days)

    await page.getByText(data.ofInstance, { exact: true }).click()
    await page.getByLabel('idInstance').fill(String(idInstance))
    await page.getByRole('button', { name: data.export, exact: true }).click()
    const file = page.getByRole('link', { name: `instance-${idInstance}.jsonl.gz` })
    await file.waitFor()
    const saved = page.waitForEvent('download')
    await file.click()
    const lines = gunzipSync(await contentOf(await saved)).toString()
    expect(JSON.parse(lines.split('\n')[0] ?? '')).toMatchObject({ table: 'instance', row: { id: idInstance } })
    await page.getByRole('button', { name: data.erase, exact: true }).click()
    const sure = page.getByRole('dialog', { name: danger.sure })
    await sure.getByLabel(danger.type.replace('{{what}}', String(idInstance))).fill(String(idInstance))
    await inspect(window, `erase-${look.size}`)
    await sure.getByRole('button', { name: data.erase }).click()
    await page.getByText(data.eraseInstanceSaid, { exact: true }).first().waitFor()
    // one gateway on the embedded database takes a new key by itself, and seals everything anew with it
    await page.getByRole('button', { name: data.rotate }).click()
    await page.getByText(data.rotateKeySaid.replace('{{said}}', '2')).waitFor()
    await page.getByText(data.resealedWith.replace('{{version}}', '2')).waitFor()
    await page.getByRole('button', { name: data.reseal }).click()
    await page
      .getByText(new RegExp(`^${data.resealSaid.split('{{')[0]}`))
      .first()
      .waitFor()
    await inspect(window, `data-${look.size}`)
    await tests.go(window, 'instances')
    await page.getByRole('heading', { level: 1, name: nav.instances }).waitFor()
    await page.getByLabel(list.search).fill(String(idInstance))
    await page.getByText(list.noMatch).waitFor()
  })

  test('what one operator enters another one approves or declines', { timeout: 90_000 }, async () => {
    // a second operator is there from now on: money waits for an approval
    const other = await operatorClient(tests.network)
    const window = await tests.enter(look)
    const { page } = window
    const found = await other.operate<{ accounts: { id: string }[] }>('findAccounts', undefined, { search: 'Demo' })
    const account = found.accounts[0]?.id ?? ''
    const enter = (amount: number, reference: string) =>
      other.operate('enterPayment', { account, amount, reference: `${reference} ${look.size}` })
    const balanceOf = async () =>
      (await other.operate<{ balance: number }>('getBillingOf', undefined, { account })).balance
    const before = await balanceOf()
    await enter(12_345, 'bank 1')
    await enter(500, 'bank 2')
    await tests.go(window, 'operator/money')
    const row = (reference: string) => page.getByRole('row', { name: new RegExp(`${reference} ${look.size}`) })
    await row('bank 1')
      .getByText(/123[.,]45/)
      .waitFor()
    await inspect(window, `approvals-${look.size}`)
    await row('bank 1').getByRole('button', { name: op.approve }).click()
    await row('bank 1').getByText(op.decision_approved, { exact: true }).waitFor()
    await row('bank 2').getByRole('button', { name: op.decline }).click()
    await row('bank 2').getByText(op.decision_declined, { exact: true }).waitFor()
    expect((await balanceOf()) - before).toBe(12_345)

    // of what they entered themselves they can only take it back
    await tests.go(window, `operator/accounts/${account}`)
    await page.getByLabel(op.amount.replace('{{currency}}', 'EUR')).fill('7.00')
    await page.getByRole('textbox', { name: op.reference }).fill(`bank 3 ${look.size}`)
    await page.getByRole('button', { name: op.book }).click()
    await page.getByText(op.waits).first().waitFor()
    await tests.go(window, 'operator/money')
    expect(await row('bank 3').getByRole('button', { name: op.approve }).isDisabled()).toBe(true)
    await row('bank 3').getByRole('button', { name: op.decline }).click()
    await row('bank 3').getByText(op.decision_declined, { exact: true }).waitFor()
  })
})
