import type { ProfileChange } from '../api.ts'
import { pictureOf } from '../protocol/pictures.ts'
import type { Account } from '../state/model.ts'

/** What a person changes of the own profile on the phone. */
export function changeProfile(own: Account, { picture, business }: ProfileChange): void {
  if (picture !== undefined) own.picture = picture === null ? undefined : pictureOf(picture, Date.now())
  if (business !== undefined) own.business = business ?? undefined
}
