import { setImmediate as turn } from 'node:timers/promises'
import type { Found } from '../../ring/change.ts'
import type { Extension, PhoneNumber } from '../../ring/group.ts'
import type { PhoneSystem, Refused, Watcher } from '../phone-system.ts'
import type { Ami } from './ami.ts'
import { del, inBatches, put, treeOf, valueAt } from './astdb.ts'
import { callEventIn } from './calls.ts'
import { openDirectory } from './directory.ts'
import { openLink, type Account } from './link.ts'
import { openWall } from './wall.ts'
import { extensionIn, keyOf, MOST_MEMBERS, numberIn, planIn, problemsOf, valueOf } from './value.ts'
import type { Message } from './wire.ts'

/** More than so many are faster read as a whole family. */
const FEW = 20
/** So many are read without letting others have a turn. */
const AT_A_TIME = 500
/** Milliseconds: phones come and go by hundreds when a switch is restarted. */
const CHANGES = 2000

/** Asterisk 18.14 or newer, with our dialplan (dialplan/) and an AMI user; the groups stand in AstDB. */
export function asterisk(account: Account): PhoneSystem & Pick<ReturnType<typeof openWall>, 'wall' | 'onWall'> {
  const watchers = new Map<Watcher, { told?: boolean }>()
  const directoryOf = openDirectory()
  let changing: NodeJS.Timeout | undefined
  let foreign: string[] = []

  function tell() {
    const up = link.isUp()
    for (const [on, its] of watchers) {
      if (up === undefined || its.told === up) continue
      its.told = up
      if (up) on.back()
      else on.lost()
    }
  }
  function event(it: Message) {
    wall.event(it)
    if (it.get('Event') === 'ContactStatus') changing ??= setTimeout(changed, CHANGES) // a phone came or went
    const call = callEventIn(it)
    if (call) for (const on of watchers.keys()) on.call?.(call)
  }
  function changed() {
    changing = undefined
    if (link.isUp()) for (const on of watchers.keys()) on.changed()
  }
  const link = openLink(account, { up: tell, down: tell, event })
  const wall = openWall({ session: link.session, directory: async () => directoryOf(await link.session()) })

  return {
    name: 'asterisk',
    line: valueOf,
    limits: { members: MOST_MEMBERS },
    problems: problemsOf,
    trouble: link.trouble,
    about: () => (link.version() ? { version: link.version(), foreign } : null),
    async directory() {
      return directoryOf(await link.session())
    },
    async read(only) {
      const ami = await link.session()
      const strange: string[] = []
      const [values, numbersOf] = await Promise.all([valuesOf(ami, only), leadsOf(ami, strange).then(byTarget)])
      if (!only)
        foreign = [...[...values.keys()].filter((it) => extensionIn(it) !== it).map((it) => `rg/${it}`), ...strange]
      const found: Found[] = []
      for (const it of only ?? groupsIn(values)) {
        found.push(foundIn(it, values.get(it), numbersOf.get(it) ?? []))
        if (found.length % AT_A_TIME === 0) await turn()
      }
      return found
    },
    async apply(plans, gone) {
      const ami = await link.session()
      const refused = plans
        .map((plan): Refused => ({ extension: plan.extension, problems: problemsOf(plan) }))
        .filter((it) => it.problems.length > 0)
      const no = new Set(refused.map((it) => it.extension))
      const accepted = plans.filter((it) => !no.has(it.extension))
      const told = new Set([...accepted.map((it) => it.extension), ...gone])
      const claimed = new Set(plans.flatMap((it) => it.directNumbers))
      const numbers = accepted.flatMap((it) => it.directNumbers.map((number) => [number, it.extension] as const))

      const [leads] = await Promise.all([
        leadsOf(ami),
        inBatches(accepted, (it) => put(ami, 'rg', it.extension, valueOf(it))),
      ])
      await inBatches(numbers, ([number, to]) => put(ami, 'rgdid', keyOf(number), to))
      const idle = [...leads].filter(([number, to]) => told.has(to) && !claimed.has(number))
      await inBatches(idle, ([number]) => del(ami, 'rgdid', keyOf(number)))
      await inBatches(gone, (it) => del(ami, 'rg', it))
      return refused
    },
    watch(on) {
      watchers.set(on, {})
      setImmediate(tell)
      return () => void watchers.delete(on)
    },
    wall: wall.wall,
    onWall: wall.onWall,
    async close() {
      watchers.clear()
      wall.close()
      clearTimeout(changing)
      await link.close()
    },
  }
}

/** What stands at the extensions: at these, or at all. */
async function valuesOf(ami: Ami, only?: Extension[]): Promise<Map<string, string>> {
  if (!only || only.length > FEW) return treeOf(ami, 'rg')
  const each = await Promise.all(only.map(async (it) => [it, await valueAt(ami, 'rg', it)] as const))
  return new Map(each.flatMap(([it, value]) => (value === undefined ? [] : [[it, value] as const])))
}

/** Where every direct number leads. What is no direct number of ours is put among the strange. */
async function leadsOf(ami: Ami, strange: string[] = []): Promise<Map<PhoneNumber, Extension>> {
  const leads = new Map<PhoneNumber, Extension>()
  for (const [key, value] of await treeOf(ami, 'rgdid')) {
    const [number, to] = [numberIn(key), extensionIn(value)]
    if (number && to) leads.set(number, to)
    else strange.push(`rgdid/${key}`)
  }
  return leads
}

function byTarget(leads: Map<PhoneNumber, Extension>): Map<Extension, PhoneNumber[]> {
  const all = new Map<Extension, PhoneNumber[]>()
  for (const [number, to] of leads) all.set(to, [...(all.get(to) ?? []), number])
  return all
}

const groupsIn = (values: Map<string, string>) =>
  [...values.keys()].flatMap((it) => (extensionIn(it) === it ? (it as Extension) : []))

function foundIn(extension: Extension, value: string | undefined, numbers: PhoneNumber[]): Found {
  if (value === undefined) return { extension, plan: null }
  const plan = planIn(value, extension, numbers.toSorted())
  return plan ? { extension, plan } : { extension, unreadable: value }
}
