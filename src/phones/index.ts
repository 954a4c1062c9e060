import { asterisk } from './asterisk/index.ts'
import { simulated } from './simulated/index.ts'

/** Every phone system there is, by its name: what makes one of its options. */
export const phoneSystems = { asterisk, simulated }
