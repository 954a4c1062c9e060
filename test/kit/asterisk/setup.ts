import { getAsterisk } from './pbx.ts'

/** Before any test, and once: without an Asterisk nothing here may seem to be green. */
export default async function setup() {
  await getAsterisk()
}
