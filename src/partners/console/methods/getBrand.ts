import { brandOf } from '../../../instances/brand.ts'
import { BRAND_EXAMPLE, BrandView, brandView } from '../brand-view.ts'
import { accountMethod } from '../console-method.ts'

/** How the one-time link pages of the account look. */
export const getBrand = accountMethod({
  name: 'getBrand',
  verb: 'GET',
  role: 'member',
  group: 'console-account',
  summary: 'Name, logo and colours of the account’s one-time link pages',
  reply: BrandView,
  example: { reply: BRAND_EXAMPLE },
  run: async ({ caller }, { store }) => brandView(await store.read(brandOf, { account: caller.account.id })),
})
