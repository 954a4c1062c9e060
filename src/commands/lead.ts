import { z } from 'zod'
import { admin, type UserId } from '../ring/actor.ts'
import type { RingGroup } from '../ring/group.ts'
import { expectFewLeads, removeLeads, replaceLeads, setLeads } from '../ring/leads.ts'
import { Refusal } from '../ring/refusal.ts'
import { leadForm } from '../views/lead-form.ts'
import { whichGroupForm } from '../views/which-group-form.ts'
import { changeGroup } from './change-groups.ts'
import { colleagueMeant, colleaguesNamed, mention, mentioned } from './colleague.ts'
import { command, type Asking, type Redrawn } from './command.ts'
import { groupNamed } from './find.ts'
import { Colleagues, Freely, Group } from './slots.ts'

const input = z.object({
  group: Group,
  people: Colleagues,
  how: Freely.optional(),
  /** said by the form alone: those who are free; with them `people` are all the others, and nobody else leads the group */
  free: z.array(z.string()).max(100).optional(),
})

/** Typed, it is about those who are named; the form holds everybody who leads the group. */
export const lead = command({
  input,
  async find(ctx, { group: said, people, how, free }) {
    const group = await groupNamed(ctx, said)
    const users = how === 'remove' ? await whoLeads(ctx, group, people) : await colleaguesNamed(ctx, people, 'people')
    if (!free && users.length === 0) throw new Refusal({ field: 'people', say: (w) => w.leading.nobodyNamed })
    return { group: group.id, users, how, free: free && (await colleaguesNamed(ctx, free, 'free')) }
  },
  allow: admin,
  grave: true,
  run: (ctx, { group, users, how, free }) =>
    changeGroup(ctx, group, (now) => {
      if (how === 'remove' && !free) return removeLeads(now, users)
      return expectFewLeads(now, free ? replaceLeads(now, users, free) : setLeads(now, users, how === 'free'))
    }),
  form: async (ctx, { group: said, people, how, free }, redrawn: Redrawn) => {
    if (!said) return whichGroupForm(ctx.words, 'lead', ctx.words.leading.title, redrawn.alert)
    const group = await groupNamed(ctx, said)
    const isOpen = free !== undefined // what is in the fields was put there by somebody
    const meant = async (list: string[] = []) =>
      (await Promise.all(list.map((it) => colleagueMeant(ctx, it)))).filter((it) => it !== undefined)
    const [asking, freely] = [await meant(people), await meant(free)]
    const typed = how === 'remove' ? removeLeads(group, asking) : setLeads(group, asking, how === 'free')
    const present = (isFree: boolean) => typed.leads.filter((it) => it.free === isFree).map((it) => it.user)
    return leadForm(ctx.words, group, {
      asking: isOpen ? asking : present(false),
      free: isOpen ? freely : present(true),
      opened: ctx.opened && !redrawn.alert ? ctx.opened : { leads: group.leads },
      alert: redrawn.alert,
    })
  },
})

/** Whoever has left, or is a guest by now, can still be taken away. */
async function whoLeads(ctx: Asking, group: RingGroup, people: string[]): Promise<UserId[]> {
  const leads = (user: UserId | undefined) => group.leads.some((it) => it.user === user)
  const named = people.filter((it) => !leads(mentioned(it)))
  const users = [
    ...people.flatMap((it) => (leads(mentioned(it)) ? mentioned(it)! : [])),
    ...(await colleaguesNamed(ctx, named, 'people')),
  ]
  const others = users.filter((it) => !leads(it))
  const choices = group.leads.slice(0, 5).map(async ({ user }) => {
    const name = await ctx.nameOf(user)
    return { label: () => `@${name}`, input: { people: [mention(user)] } }
  })
  if (others.length > 0)
    throw new Refusal({
      field: 'people',
      say: (w) => w.leading.noLead(others, group.name),
      choices: await Promise.all(choices),
    })
  return users
}
