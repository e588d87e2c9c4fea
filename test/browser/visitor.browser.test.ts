import { afterAll, describe, test } from 'vitest'
import { startMailServer, tokenIn, type MailServer } from '../mail-server.ts'
import { consoleTests, inspect, FIRST_LOOK, wordsOf } from './console-tests.ts'
import { PASSWORD } from './people.ts'

let mail: MailServer
const tests = consoleTests(async () => {
  mail = await startMailServer()
  return { env: { ROOKERY_SMTP_URL: mail.url, ROOKERY_UNLIMITED: 'true' } }
})
afterAll(() => mail.stop())

describe.each(FIRST_LOOK)('whoever comes without a session, $size, $locale', (look) => {
  test('registers, confirms by letter, forgets the password and sets another', { timeout: 120_000 }, async () => {
    const { visitor, home } = wordsOf(look)
    const name = look.size === 'phone' ? 'Grace' : 'Ada'
    const email = `${name.toLowerCase()}@example.org`
    const window = await tests.visit('register', look)
    const { page } = window
    await page.getByRole('textbox', { name: visitor.accountName }).fill(`${name}’s shops`)
    await page.getByRole('textbox', { name: visitor.name }).fill(name)
    await page.getByRole('textbox', { name: visitor.email }).fill(email)
    await page.locator('input[type=password]').fill(PASSWORD)
    await inspect(window, `register-${look.size}`)
    await page.getByRole('button', { name: visitor.register }).click()
    await page.getByText(visitor.sent, { exact: true }).waitFor()
    await inspect(window, `register-sent-${look.size}`)

    const confirming = await tests.visit(`confirm#${tokenIn(await mail.letterTo(email))}`, look)
    await confirming.page.locator('input[type=password]').fill('not the one that was chosen')
    await confirming.page.getByRole('button', { name: visitor.confirm }).click()
    await confirming.page.getByText('signInRefused').waitFor()
    await inspect(confirming, `confirm-${look.size}`)
    await confirming.page.locator('input[type=password]').fill(PASSWORD)
    await confirming.page.getByRole('button', { name: visitor.confirm }).click()
    await confirming.page.getByRole('heading', { name: home.hello.replace('{{name}}', name) }).waitFor()

    const read = mail.countTo(email)
    const forgetting = await tests.visit('forgot', look)
    await forgetting.page.getByRole('textbox', { name: visitor.email }).fill(email)
    await inspect(forgetting, `forgot-${look.size}`)
    await forgetting.page.getByRole('button', { name: visitor.sendLink }).click()
    await forgetting.page.getByText(visitor.sent, { exact: true }).waitFor()
    const setting = await tests.visit(`reset#${tokenIn(await mail.letterTo(email, read))}`, look)
    await setting.page.locator('input[type=password]').fill('quite another sentence')
    await inspect(setting, `reset-${look.size}`)
    await setting.page.getByRole('button', { name: visitor.setPassword }).click()
    await setting.page.getByText(visitor.passwordSet).waitFor()
    await setting.page.getByRole('link', { name: visitor.back }).click()
    await setting.page.getByRole('textbox', { name: visitor.email }).fill(email)
    await setting.page.locator('input[type=password]').fill('quite another sentence')
    await inspect(setting, `sign-in-${look.size}`)
    await setting.page.getByRole('button', { name: visitor.signIn, exact: true }).click()
    await setting.page.getByRole('heading', { name: home.hello.replace('{{name}}', name) }).waitFor()
  })
})
