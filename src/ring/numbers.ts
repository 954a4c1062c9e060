import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import { PhoneNumber } from './group.ts'

const known = (country: string) => (isSupportedCountry(country) ? country : undefined)

/** `0155500102`, `01.55.50.01.02`, `+33 1 55 50 01 02` → `+33155500102`. Shape only: whether it is the company's is a rule. */
export function parseNumber(text: string, country: string): PhoneNumber | null {
  const defaultCountry = known(country)
  const found = parsePhoneNumberFromString(text.trim(), { ...(defaultCountry && { defaultCountry }), extract: false })
  return found?.isPossible() && !found.ext ? (PhoneNumber.safeParse(found.number).data ?? null) : null
}

/** `+33155500102` → `01 55 50 01 02` in its own country, `+33 1 55 50 01 02` in others. */
export function national(number: string, country: string): string {
  const found = parsePhoneNumberFromString(number)
  const home = known(country)
  if (!found) return number
  const isHome = home && found.countryCallingCode === getCountryCallingCode(home)
  return isHome ? found.formatNational() : found.formatInternational()
}
