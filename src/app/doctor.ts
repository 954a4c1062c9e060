// `npm run doctor`; in the image `node dist/app/doctor.js`. Looks at everything, changes nothing, and says what to mend.
// It ends with 1 if something failed, so that a script can ask it.
import { environment } from '../config.ts'
import { examine } from './doctor/examine.ts'

const { text, healthy } = await examine(environment())
console.log(text)
process.exit(healthy ? 0 : 1)
