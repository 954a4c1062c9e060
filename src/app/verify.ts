// npm run verify [-- --head <changes>:<hash>]
// Whether history is what was written: every change that was altered, taken out, put in or moved is named by its number, and
// the exit code is 1. A head that was noted earlier (the log says it each day) shows whether the newest ones were taken away.
import { parseArgs } from 'node:util'
import { aboutChain, brokenLinks, headOf, type Broken } from '../store/chain.ts'
import { runTool } from './tool.ts'

function sentence(it: Broken): string {
  switch (it.how) {
    case 'changed':
      return `#${it.change} is not what was written, or does not stand where it was written.`
    case 'missing':
      return `#${it.change} is missing.`
    case 'added':
      return `#${it.change} was put in beside the chain.`
    case 'gap':
      return `${it.count === 1 ? 'A link is' : `${it.count} links are`} missing before #${it.change}.`
    case 'head':
      return `The head that you gave, of ${it.changes} changes, is no part of this chain.`
  }
}
/** No page is longer; the first ones say where to look. */
const MOST = 1000

const { values, positionals } = parseArgs({ options: { head: { type: 'string' } }, allowPositionals: true })
const noted = /^(\d+):([0-9a-f]{64})$/.exec(values.head ?? '')
if (positionals.length > 0 || (values.head !== undefined && !noted)) {
  console.error('npm run verify -- --head <changes>:<hash>, as an earlier verify or the log has printed it')
  process.exit(2)
}

await runTool(async ({ db }) => {
  let broken = 0
  for await (const it of brokenLinks(db, noted ? { changes: Number(noted[1]), hash: noted[2]! } : undefined)) {
    if (++broken <= MOST) console.log(sentence(it))
  }
  const [{ changes, hash, change }, { late, lastLate, erased }] = [await headOf(db), await aboutChain(db)]
  if (broken > MOST) console.log(`… and ${broken - MOST} more.`)
  if (broken === 0)
    console.log(`History is what was written: ${changes} changes${change && `, the last is #${change}`}.`)
  if (late > 0)
    console.log(`The first ${late}, up to #${lastLate}, were written before there was a chain: whole since then.`)
  if (erased.length > 0) console.log(`Erased people who are named in it: ${erased.join(', ')}.`)
  if (hash) console.log(`Head: ${changes}:${hash}`)
  return broken === 0 ? 0 : 1
})
