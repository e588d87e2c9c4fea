/** Associated data of a sealed secret of codes. */
export function totpSeal(person: string): string {
  return `person/${person}/totp`
}
