import { beforeAll, describe, expect, test } from 'vitest'
import { findDemoAccount } from '../../src/app/admin.ts'
import { partnerCall } from '../client.ts'
import { ru } from '../../console/src/i18n/ru.ts'
import { publishStandard } from '../money.ts'
import { consoleTests, contentOf, counted, inspect, LOOKS, wordsOf } from './console-tests.ts'

const MANY = 10_000

const tests = consoleTests(() => Promise.resolve({ env: { ROOKERY_UNLIMITED: 'true' } }))

beforeAll(() => publishStandard(tests.network, { PARTNER_23: { day: 40_000_000 } }))

describe.each(LOOKS)('a list without instances, $size, $locale', (look) => {
  test('creates many where the rule allows it, and shows the call where it does not', { timeout: 90_000 }, async () => {
    const { many, list } = wordsOf(look)
    const phone = look.size === 'phone'
    const window = await tests.enter(look)
    const { page } = window
    await tests.go(window, 'instances')
    await page.getByText(list.none, { exact: true }).waitFor()
    await inspect(window, `instances-empty-${look.size}`)
    await page.getByRole('button', { name: many.create }).click()
    const dialog = page.getByRole('dialog', { name: many.create })
    await dialog.getByRole('textbox', { name: many.name }).fill(`Kiosk ${look.size}`)
    await dialog.getByLabel(many.count).fill('3')
    const show = dialog.getByRole('button', { name: many.plan })
    await show.click()
    await dialog.getByText('createByApi').waitFor()
    await dialog.getByText('/partner/createInstances/').waitFor()
    await inspect(window, `create-many-refused-${look.size}`)
    // what it would do is said first, and what would be refused
    await allowCreation(true, 2)
    await show.click()
    await dialog.getByText('noNumberRangeHere').waitFor()
    await dialog.getByRole('cell', { name: /2 .* 2$/ }).waitFor()
    await allowCreation(true)
    await dialog.getByLabel(many.count).fill('4')
    await dialog.getByLabel(many.count).fill('3')
    await show.click()
    await dialog.getByText(`Kiosk ${look.size} 1, Kiosk ${look.size} 2, Kiosk ${look.size} 3`).waitFor()
    await dialog.getByText('PARTNER_23').waitFor()
    await inspect(window, `create-many-plan-${look.size}`)
    expect(await partnerCall(tests.network, 'getInstances')).toHaveLength(phone ? 3 : 0)
    const words = look.locale === 'ru-RU' ? ru.many.createCount_few : many.createCount_other
    await dialog.getByRole('button', { name: counted(words, 3, look) }).click()
    const results = dialog.getByRole('table', { name: many.results })
    await expect.poll(() => results.getByRole('link').count()).toBe(3)
    await inspect(window, `create-many-${look.size}`)
    await dialog
      .getByRole('button', { name: wordsOf(look).ui.close, exact: true })
      .last()
      .click()
    await page.getByRole('link', { name: `Kiosk ${look.size} 3` }).waitFor()
    await allowCreation(false)
    const rows = (await partnerCall(tests.network, 'getInstances')) as { idInstance: number; deleted: boolean }[]
    const idInstances = rows.filter(({ deleted }) => !deleted).map(({ idInstance }) => idInstance)
    await partnerCall(tests.network, 'deleteInstances', { idInstances })
    await page.getByText(list.none, { exact: true }).waitFor()
  })
})

/** Lets the demo partner create in the console, or takes that back. */
async function allowCreation(consoleCreation: boolean, instanceCap: number | null = null): Promise<void> {
  const { ports } = tests.network.gateway
  const account = (await findDemoAccount(ports)) ?? ''
  const { setAccountLimits } = await import('../../src/partners/partnership.ts')
  const at = ports.clock.now()
  const { mintId } = await import('../../src/base/ids.ts')
  const deed = { id: mintId(at), actor: 'test', at }
  await ports.store.write(setAccountLimits, { account, consoleCreation, instanceCap, deed })
}

describe('ten thousand instances', () => {
  beforeAll(async () => {
    for (let made = 0; made < MANY; made += 100) {
      const instances = Array.from({ length: 100 }, (_, i) => ({ name: `Shop ${String(made + i).padStart(5, '0')}` }))
      await partnerCall(tests.network, 'createInstances', { instances })
    }
  }, 240_000)

  describe.each(LOOKS)('$size, $locale', (look) => {
    const words = wordsOf(look)
    const { list, danger, tags, views, many, ui } = words
    const phone = look.size === 'phone'

    test('are searched, tagged, kept as a view, and a thousand deleted at once', { timeout: 150_000 }, async () => {
      const window = await tests.enter(look)
      const { page } = window
      await tests.go(window, 'instances')
      await page
        .getByText(/10[,\s]0\d\d|[89][,\s]\d\d\d/)
        .first()
        .waitFor()
      await inspect(window, `instances-10000-${look.size}`)

      // ten of them get a tag, and the list of the tag is kept as a view
      const from = phone ? '0431' : '0777'
      await page.getByLabel(list.search).fill(`Shop ${from}`)
      await expect.poll(() => page.getByRole('link', { name: /^Shop / }).count()).toBe(10)
      const watcher = await tests.enter(look)
      await tests.go(watcher, `instances?search=Shop+${from}`)
      await expect.poll(() => watcher.page.getByRole('link', { name: /^Shop / }).count()).toBe(10)
      await page.getByRole('checkbox', { name: list.all }).check()
      await page.getByRole('button', { name: tags.tag, exact: true }).click()
      const tagging = page.getByRole('dialog', { name: /10/ })
      const tag = `north ${look.size}`
      await tagging.getByLabel(tags.add, { exact: true }).fill(tag)
      await page.keyboard.press('Enter')
      await inspect(window, `tag-many-${look.size}`)
      await tagging.getByRole('button', { name: ui.save }).click()
      await page.getByText(tag, { exact: true }).nth(9).waitFor()
      // whoever looks at the same rows elsewhere sees it without asking, and the audit log says who did it
      await watcher.page.getByText(tag, { exact: true }).nth(9).waitFor()
      await tests.go(watcher, 'team')
      await watcher.page.getByText('instancesTagged', { exact: true }).first().waitFor()
      await page.getByLabel(list.search).fill('')
      await page.getByRole('combobox', { name: tags.filter, exact: true }).click()
      await page.getByRole('option', { name: `${tag} (10)` }).click()
      await expect.poll(() => page.getByRole('link', { name: /^Shop / }).count()).toBe(10)
      await page.getByRole('button', { name: views.title }).click()
      await page.getByLabel(views.name).fill('The north')
      await page.getByRole('button', { name: views.save }).click()
      await page.getByRole('button', { name: 'The north', exact: true }).waitFor()
      await inspect(window, `views-${look.size}`)

      // the view is on the server: another visit finds it
      await tests.go(window, 'instances')
      await expect.poll(() => page.getByRole('link', { name: /^Shop / }).count()).toBe(50)
      await page.getByRole('button', { name: views.title }).click()
      await page.getByRole('button', { name: 'The north', exact: true }).click()
      await expect.poll(() => page.getByRole('link', { name: /^Shop / }).count()).toBe(10)
      await page.getByRole('button', { name: views.title }).click()
      await page.getByRole('button', { name: views.remove.replace('{{name}}', 'The north') }).click()
      await page.getByText(views.none).waitFor()

      // every row that matches goes, on whatever page it is: first what would, then with its progress
      const thousand = phone ? '04' : '07'
      await tests.go(window, `instances?search=Shop+${thousand}`)
      await expect.poll(() => page.getByRole('link', { name: /^Shop / }).count()).toBe(50)
      await page.getByRole('checkbox', { name: list.all }).check()
      await page.getByRole('button', { name: counted(many.chooseAll_other, 1000, look) }).click()
      await page.getByText(counted(list.chosen_other, 1000, look)).waitFor()
      await page.getByRole('button', { name: danger.delete, exact: true }).click()
      const dialog = page.getByRole('dialog')
      await dialog
        .getByRole('status')
        .filter({ hasText: /(1,000|1\s000).*0/ })
        .waitFor()
      await dialog
        .getByRole('row')
        .first()
        .getByText(/(1,000|1\s000) (instance-days|инстанс-дней)/)
        .waitFor()
      await dialog.getByLabel(danger.type.replace('{{what}}', '1000')).fill('1000')
      await inspect(window, `delete-many-${look.size}`)
      await dialog.getByRole('button', { name: danger.delete, exact: true }).click()
      await dialog.getByRole('progressbar', { name: danger.progress }).waitFor()
      const results = dialog.getByRole('table', { name: many.results })
      await expect.poll(() => results.getByRole('row').count()).toBe(1000)
      await inspect(window, `deleted-many-${look.size}`)
      await dialog.getByRole('button', { name: ui.close, exact: true }).last().click()
      await page.getByText(list.noMatch).waitFor()
      await inspect(window, `instances-nothing-${look.size}`)
    })
  })

  test('the list stays small, and all of it is saved as CSV', { timeout: 120_000 }, async () => {
    const window = await tests.enter({ size: 'desktop', locale: 'en-GB' })
    const { page } = window
    await tests.go(window, 'instances?sort=name&descending=false')
    const rows = page.getByRole('link', { name: /^Shop / })
    await expect.poll(() => rows.count()).toBe(50)
    // nothing that a row more would make slower is on the page, and choosing redraws no row
    expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(6000)
    await page.getByRole('checkbox', { name: 'All of this page' }).check()
    await page.getByRole('button', { name: /^Choose all/ }).click()
    await page.getByText(/^[\d,]+ chosen$/).waitFor()
    await page.evaluate(`window.changed = new Set()
      new MutationObserver((list) => { for (const { target } of list) changed.add(target.closest('tr')) })
        .observe(document.querySelector('tbody'), { subtree: true, childList: true, attributeFilter: ['data-checked', 'class', 'style'] })`)
    for (const name of [/Shop 00000/, /Shop 00001/])
      await page.getByRole('row', { name }).getByRole('checkbox').uncheck()
    expect(await page.evaluate('changed.size')).toBe(2)
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.getByRole('link', { name: 'Shop 00050' }).waitFor()

    const total = Number(
      /\d+/.exec(
        (
          await page
            .getByText(/instances$/)
            .first()
            .textContent()
        )?.replace(/\D/g, '') ?? '',
      ),
    )
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'CSV' }).click()
    const lines = (await contentOf(await saved)).toString().split('\r\n')
    expect(lines[0]).toContain('idInstance,name,externalId,tags,stateInstance')
    expect(lines).toHaveLength(total + 1)
    expect(lines[1]).toContain('"Shop 00000"')
  })
})
