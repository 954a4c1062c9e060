// npm run -s export > ringgroup.jsonl
// Everything that is kept, as JSON: a line each for what it is, for every row of every table, and for the end.
import { once } from 'node:events'
import { exported } from '../store/export.ts'
import { runTool } from './tool.ts'

await runTool(async ({ ownerUrl }) => {
  for await (const line of exported(ownerUrl, new Date()))
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
  return 0
})
