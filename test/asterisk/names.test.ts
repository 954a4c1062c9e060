// What groups and callers are called is text, and nothing of it is done.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { inside, outside } from '../kit/asterisk/caller.ts'
import { openStages } from '../kit/asterisk/stage.ts'

const { story } = openStages()
const to = (target: string | undefined) => ({ to: 'extension', target })

const rude = [
  '${SHELL(id)}',
  '$[1+1] ${EPOCH} ${EXTEN}',
  'x),System(touch rude)',
  'a,b;c:d=e|f&g(h)i"j"\\k',
  "'; DROP TABLE astdb; --",
  'Évènement 客服 דלפק',
]
rude.forEach((name, i) =>
  it.concurrent(
    `a group that is called ${name} is shown so, and nothing of it is done`,
    story({ phones: 1 }, async (s) => {
      await s.apply([s.plan({ name })])
      const phone = await s.on(s.phones[0]!)
      await s.call(s.groups[0]!, { from: inside('105', 'x'), givesUpAfter: 0.5 + i / 10 })
      expect(phone.shown.map((it) => it.name)).toEqual([`${name}: Front Desk`])
      expect(await s.system.read([s.groups[0]!])).toEqual([{ extension: s.groups[0], plan: s.plan({ name }) }])
      expect(existsSync(path.join(s.pbx.folder, 'rude'))).toBe(false)
    }),
  ),
)
// a quotation mark or backslash in a caller's name is shown with a backslash before it by Asterisk itself, in any call
const callers = rude.map((it) => it.replace(/["\\]/g, '*'))
callers.forEach((name, i) =>
  it.concurrent(
    `a caller who is called ${name} is shown so, and nothing of it is done`,
    story({ phones: 1, groups: 2, numbers: 1 }, async (s) => {
      const [a] = s.phones
      await s.apply([
        s.plan({ directNumbers: s.numbers, fallback: to(s.groups[1]), ringSeconds: 1 }),
        s.plan({ extension: s.groups[1], name: 'Sales' }),
      ])
      const phone = await s.on(a!)
      await s.call(s.numbers[0]!, { from: outside(`+3361200000${i}`, name), givesUpAfter: 2 })
      expect(phone.shown.map((it) => it.name)).toEqual([`Support: ${name}`, `Sales: ${name}`])
      expect(existsSync(path.join(s.pbx.folder, 'rude'))).toBe(false)
      const caller = { number: `+3361200000${i}`, name }
      expect((await s.told()).map((it) => it.caller)).toEqual([caller, caller, caller, caller])
    }),
  ),
)
