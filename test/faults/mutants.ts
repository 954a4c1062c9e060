// Bugs that somebody might make, each planted as one or two edits of the source while it is loaded. A machine that does not
// find them would not find others either.

export type Mutant = {
  name: string
  /** `replace` stands there exactly once; where it does not any more, the gate says so */
  edits: { file: string; replace: string; by: string }[]
}

export const MUTANTS: Mutant[] = [
  {
    name: 'push before commit',
    edits: [
      {
        file: 'src/commands/change-groups.ts',
        replace: '    ctx.meter?.changed(wish.command)\n',
        by: `    await (ctx.settings.phones as any).apply(
      await Promise.all(touched.flatMap((it) => it.after ?? []).map(async (it) => (await import('../ring/plan.ts')).planOf(it, after))), [])
    ctx.meter?.changed(wish.command)\n`,
      },
    ],
  },
  {
    name: 'the job carries data',
    edits: [
      {
        file: 'src/jobs/push.ts',
        replace: 'await Promise.all([plansAt(db, all), ours(db, all)])',
        by: 'await Promise.all([carried(String(all.toSorted()), () => plansAt(db, all)), ours(db, all)])',
      },
      {
        file: 'src/jobs/push.ts',
        replace: '/** Make the phones hold',
        by: `const kept = new Map<string, Promise<Plans>>()
const carried = (key: string, read: () => Promise<Plans>) => kept.get(key) ?? kept.set(key, read()).get(key)!
/** Make the phones hold`,
      },
    ],
  },
  {
    name: 'no idempotency key',
    edits: [
      {
        file: 'src/commands/change-groups.ts',
        replace: 'const now = await groupsToChange(db, ids, ctx.askedIn)',
        by: 'const now = await groupsToChange(db, ids, null)',
      },
      {
        file: 'src/commands/change-groups.ts',
        replace: '      askedIn,\n      place,\n      patience,',
        by: '      askedIn: null,\n      place,\n      patience,',
      },
    ],
  },
  {
    name: 'double approve',
    edits: [
      {
        file: 'src/store/requests.ts',
        replace: 'where id = ${BigInt(id)} and decision is null returning "by"`',
        by: 'where id = ${BigInt(id)} returning "by"`',
      },
      { file: 'src/commands/decisions.ts', replace: '    if (request.decision) return decided(request)\n', by: '' },
      {
        file: 'src/commands/decisions.ts',
        replace: 'return request.decision ? decided(request) : user',
        by: 'return user',
      },
      {
        file: 'src/commands/decisions.ts',
        replace: 'askedIn: `request ${id}`,',
        by: 'askedIn: `request ${id} ${by}`,',
      },
    ],
  },
  {
    name: 'a lock is forgotten',
    edits: [
      {
        file: 'src/store/db.ts',
        replace: 'pg_advisory_xact_lock(${CHANGES})',
        by: 'pg_advisory_lock(${CHANGES})',
      },
    ],
  },
  {
    name: 'no lock at all',
    edits: [
      {
        file: 'src/store/db.ts',
        replace: 'pg_advisory_xact_lock(${CHANGES})',
        by: 'pg_advisory_xact_lock_shared(${CHANGES})',
      },
    ],
  },
  {
    name: 'told before it was read back',
    edits: [
      {
        file: 'src/jobs/push.ts',
        replace: 'const live = (await phones.read(told)).filter((it) => holds(it, wanted)).map((it) => it.extension)',
        by: 'const live = told',
      },
    ],
  },
  {
    name: 'drift is overwritten',
    edits: [
      {
        file: 'src/jobs/push.ts',
        replace: 'const strange = strangeAmong(found, wanted, known, decided)',
        by: 'const strange = strangeAmong(found, wanted, known, decided).slice(0, 0)',
      },
    ],
  },
  {
    name: 'an answer is lost',
    edits: [
      {
        file: 'src/slack/say.ts',
        replace:
          '      if (response.status >= 500 || response.status === 429) throw new Error(`response_url answered ${response.status}`)',
        by: '      return place',
      },
    ],
  },
  {
    name: 'a right is not asked again',
    edits: [
      {
        file: 'src/commands/decisions.ts',
        replace: 'const now = user && (await ctx.actorNow(user))',
        by: 'const now = user && (ctx.actor as any)',
      },
    ],
  },
  {
    name: 'somebody approves their own request',
    edits: [
      {
        file: 'src/commands/decisions.ts',
        replace: '  if (request.by === user) return new Refusal((w) => w.requests.ownRequest)\n',
        by: '',
      },
    ],
  },
]
