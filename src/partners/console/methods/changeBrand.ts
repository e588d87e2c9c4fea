import { setBrand } from '../../../instances/brand.ts'
import { BRAND_EXAMPLE, brandFrom, BrandView, brandView, logoRefused } from '../brand-view.ts'
import { accountMethod, deedOf } from '../console-method.ts'

/** Sets how the one-time link pages of the account look. */
export const changeBrand = accountMethod({
  name: 'changeBrand',
  verb: 'POST',
  role: 'owner',
  group: 'console-account',
  summary: 'Sets name, logo and colours of the account’s one-time link pages',
  errors: [logoRefused],
  body: BrandView,
  reply: BrandView,
  example: { body: BRAND_EXAMPLE, reply: BRAND_EXAMPLE },
  async run({ caller, body }, ports) {
    const brand = brandFrom(body)
    await ports.store.write(setBrand, { account: caller.account.id, brand, deed: deedOf(caller, ports) })
    return brandView(brand)
  },
})
