// A company's past, as long as one likes: what years of use leave in the tables, written by SQL.
import { Prisma } from '../../src/generated/prisma/client.ts'
import type { Db } from '../../src/store/db.ts'
import { wholeGroup } from '../../src/store/groups.ts'

/** A change each 95 seconds: a million are three years. */
const EVERY_S = 95
/** Every tenth change was of a group that is gone. */
const FORMER = 2000
/** As many states of a group there were, one after the other. */
const ROUNDS = 40

/**
 * All changes of a company that `fill` has founded, and all that came with them: deliveries, answers,
 * requests with their cards, calls, and what people were told. The state of the groups stays; the past leads up to it. What
 * the clock lets go by itself (store/prune.ts) is gone.
 */
export async function fillPast(db: Db, changes: number, now = new Date()): Promise<void> {
  const all = [...history(changes, now), ...requests(changes, now), ...calls(changes, now), ...told(changes, now)]
  await db.$executeRaw`alter table "Change" disable trigger "Change_is_sealed"`
  await withoutForeignKeys(db, async () => {
    for (const statement of all) await db.$executeRaw(statement)
  })
  await db.$executeRaw`alter table "Change" enable trigger "Change_is_sealed"`
  await db.$queryRaw`select seal_the_rest()::text`
  await db.$executeRaw`vacuum analyze`
}

/** They are there again afterwards, and hold: all at once that takes a tenth of the time. */
async function withoutForeignKeys(db: Db, work: () => Promise<void>) {
  await db.$executeRaw`
    create table foreign_keys as select conrelid::regclass as "table", conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`
  await db.$executeRaw`
    do $$ declare it record; begin
      for it in select * from foreign_keys loop execute format('alter table %s drop constraint %I', it."table", it.name); end loop;
    end $$`
  await work()
  await db.$executeRaw`
    do $$ declare it record; begin
      for it in select * from foreign_keys loop execute format('alter table %s add constraint %I %s', it."table", it.name, it.definition); end loop;
      drop table foreign_keys;
    end $$`
}

/** The same for the same number, and as valid as a random one. */
const idOf = (n: Prisma.Sql) =>
  Prisma.sql`overlay(overlay(md5((${n})::text) placing '4' from 13) placing '8' from 17)::uuid`

const ago = (now: Date, seconds: Prisma.Sql) => Prisma.sql`${now}::timestamptz - (${seconds}) * interval '1 second'`

/**
 * Who did it, by the number of the change: three tenths the clock, some by whoever the bench asks as, the rest by twenty
 * admins. One in 301 is refused by the phones, one in 500 is about a person, one in 40 puts the one before back.
 */
function history(changes: number, now: Date): Prisma.Sql[] {
  const past = Prisma.sql`generate_series(1, ${changes}::int) n`
  // at the place of each number a group, and how it was `round` changes of it ago: now as it is, before with other seconds
  const versions = Prisma.sql`groups as materialized (
      select row_number() over (order by g.extension) - 1 as nth, count(*) over () as total, g.id, g.extension,
        ${wholeGroup}::jsonb as whole from "RingGroup" g),
    versions as materialized (
      select nth, total, id, round, case round when 0 then whole else whole || jsonb_build_object('ringSeconds', 10 + round % ${ROUNDS}::int) end as whole
      from groups, generate_series(0, ${ROUNDS}::int) round)`
  const round = (total: Prisma.Sql) => Prisma.sql`((${changes}::int - n) / ${total} % ${ROUNDS}::int)`
  const isFormer = Prisma.sql`n % 10 = 3`
  const id = Prisma.sql`case when ${isFormer} then ${idOf(Prisma.sql`n % ${FORMER}::int`)} else now.id end`
  const whole = (it: Prisma.Sql) => Prisma.sql`case when ${isFormer}
    then ${it} || jsonb_build_object('id', ${id}, 'name', 'Former ' || n % ${FORMER}::int) else ${it} end`
  const isPersonal = Prisma.sql`n % 500 = 7`
  return [
    Prisma.sql`
      insert into "Change" (command, by, "approvedBy", "becauseChange", "becauseRequest", person, "askedIn", at)
      select case when ${isPersonal} then 'admins' when n % 40 = 1 and n > 1 then 'undo' when n % 10 < 3 then 'lapse' when n % 200 = 5 then 'lead'
          else (array['add', 'remove', 'mode', 'time', 'edit', 'order'])[1 + n % 6] end,
        case when n % 40 <> 1 and n % 10 < 3 then null when n % 20 = 4 then 'UBENCH' else 'UADMIN' || n % 20 end,
        case when n % 100 = 9 then 'UADMIN1' end,
        case when n % 40 = 1 and n > 1 then n - 1 end, case when n % 100 = 9 then n / 100 + 1 end,
        case when ${isPersonal} then jsonb_build_object('user', 'UADMIN' || n % 50, 'admin', jsonb_build_object('before', null, 'after', true)) end,
        case when n % 40 = 1 or n % 10 >= 3 then gen_random_uuid()::text end, ${ago(now, Prisma.sql`(${changes}::int - n) * ${EVERY_S}::int`)}
      from ${past} order by n`,
    Prisma.sql`
      with ${versions}
      insert into "TouchedGroup" ("changeId", "groupId", before, after, "gaveUp")
      select n, ${id}, ${whole(Prisma.sql`past.whole`)}, ${whole(Prisma.sql`now.whole`)},
        case when n % 100 = 13 then 'former ' || n % ${FORMER}::int when n % 200 = 53 then 'temporary' end
      from ${past} cross join (select count(*) as total from "RingGroup") counted
        join versions now on now.nth = n % counted.total and now.round = ${round(Prisma.sql`counted.total`)}
        join versions past on past.nth = now.nth and past.round = now.round + 1
      where not (${isPersonal})`,
    Prisma.sql`
      insert into "Delivery" ("changeId", extension, overtaken, "liveAt", refused)
      select n, g.extension, n % 301 = 11 and n < ${changes}::int - counted.total, case when n % 301 <> 11 then ${ago(now, Prisma.sql`(${changes}::int - n) * ${EVERY_S}::int - 1`)} end,
        case when n % 301 = 11 then '{"en": "At most 40 members.", "fr": "40 membres au plus."}'::jsonb end
      from ${past} cross join (select count(*) as total from "RingGroup") counted
        join (select row_number() over (order by extension) - 1 as nth, extension from "RingGroup") g on g.nth = n % total
      where not (${isPersonal})`,
    Prisma.sql`
      insert into "Place" ("changeId", "user", "where", said)
      select id, by, jsonb_build_object('user', by, 'language', 'en', 'url', 'https://hooks.slack.com/commands/T/' || id || '/' || md5(id::text)),
        case when id % 301 = 11 then 'refused' else 'live' end
      from "Change" where by is not null and at > ${now}::timestamptz - interval '30 days' order by id`,
    Prisma.sql`
      insert into "Told" (audience, "of", change) values ('all', '', ${changes}) on conflict (audience, "of") do update set change = excluded.change`,
  ]
}

/** One in a hundred changes was asked for, and each request was shown to three. */
function requests(changes: number, now: Date): Prisma.Sql[] {
  return [
    Prisma.sql`
      insert into "Request" (command, found, by, place, "timeZone", at, shown, "expiresAt", decision, groups)
      select 'time', jsonb_build_object('group', g.id, 'ringSeconds', 40), 'ULEAD' || n % 30, '{"user": "ULEAD", "language": "en"}', 'Europe/Paris',
        at, jsonb_build_array(jsonb_build_object('before', g.whole, 'after', g.whole || '{"ringSeconds": 40}')), at + interval '7 days',
        jsonb_build_object('how', (array['approved', 'declined', 'expired'])[1 + n % 3], 'by', 'UADMIN1', 'at', at), array[g.id]
      from (select row_number() over (order by g.extension) - 1 as nth, count(*) over () as total, g.id, ${wholeGroup}::jsonb as whole from "RingGroup" g) g
        join lateral (select n, ${ago(now, Prisma.sql`(${changes}::int - n * 100) * ${EVERY_S}::int`)} as at from generate_series(1, ${Math.floor(changes / 100)}::int) n) n
        on g.nth = n % total order by n`,
    Prisma.sql`
      insert into "RequestCard" ("requestId", "shownTo", kind, channel, ts, said, done)
      select id, it, case it when 'ULEAD' then 'own' else 'card' end, 'D' || it, '1.0', '1', true
      from "Request", unnest(array['UADMIN1', 'UADMIN2', 'ULEAD']) it where decision is not null`,
  ]
}

/** Of the last ninety days: one call for ten changes, to ten busy numbers and to all others. */
function calls(changes: number, now: Date): Prisma.Sql[] {
  const many = Math.floor(changes / 10)
  return [
    Prisma.sql`
      with g as materialized (
        select row_number() over (order by n.number) - 1 as nth, count(*) over () as total, n.number from "DirectNumber" n)
      insert into "Call" (id, number, "callerNumber", "callerName", "startedAt", "endedAt", result, by, "endedIn")
      select 'past-' || n, g.number, '+3361234' || lpad((n % 10000)::text, 4, '0'), 'Caller ' || n, at, at + interval '20 seconds',
        (array['answered', 'answered', 'answered', 'unanswered', 'abandoned'])[1 + n % 5], case when n % 5 < 3 then '200001' end, r.extension
      from (select n, case when n % 2 = 0 then n % 10 else n end as line,
          ${ago(now, Prisma.sql`(${many}::int - n) * (90 * 86400 / ${Math.max(many, 1)}::int)`)} as at from generate_series(1, ${many}::int) n) n
        join g on g.nth = line % total join "DirectNumber" d on d.number = g.number join "RingGroup" r on r.id = d."groupId" order by n`,
    Prisma.sql`
      insert into "CalledGroup" ("callId", extension, "groupId", "startedAt", rang, seconds)
      select c.id, r.extension, r.id, c."startedAt", '["200001", "200002"]', 20
      from "Call" c join "RingGroup" r on r.extension = c."endedIn" order by c."startedAt"`,
    Prisma.sql`
      insert into "CallTold" ("callId", "user")
      select c.id, it from "Call" c, unnest(array['UADMIN1', 'UADMIN2']) it where result in ('unanswered', 'abandoned')`,
  ]
}

/** How far everybody has been told, and of what: notices, outages, what would end, what was asked of admins. */
function told(changes: number, now: Date): Prisma.Sql[] {
  const some = (share: number) => Prisma.sql`generate_series(1, ${Math.floor(changes / share)}::int) n`
  const at = Prisma.sql`(${ago(now, Prisma.sql`n * 60`)})`
  return [
    Prisma.sql`
      insert into "Told" (audience, "of", change, at)
      select 'phone', extension, 1, ${now}::timestamptz - interval '1000 days' from "DirectoryEntry" where ${changes}::int > 1000
      union all select 'lead', g.id || ' ULEAD' || n, 1, ${now}::timestamptz - interval '1000 days'
        from "RingGroup" g, generate_series(1, 25) n where ${changes}::int > 1000
      union all select 'record', n || ' UADMIN1', n, ${at} from ${some(50)}
      on conflict do nothing`,
    Prisma.sql`
      insert into "Foretold" (kind, "groupId", extension, at, "to", done)
      select 'end', ${idOf(Prisma.sql`n`)}, '200001', ${at}, it, true from ${some(40)}, unnest(array['', 'ULEAD1']) it`,
    Prisma.sql`
      insert into "DriftNotice" (drift, "user", extension, channel, ts, said, ended)
      select 1000000 + n, it, '600001', 'D', '1.0', '', jsonb_build_object('how', 'over', 'at', ${at}) from ${some(40)}, unnest(array['UADMIN1', 'UADMIN2']) it`,
    Prisma.sql`
      insert into "Plea" (by, "to", command, said, at, "toldAt") select 'UMEMBER' || n % 50, 'UADMIN1', 'mode', '{"group": "600"}', ${at}, ${at} from ${some(40)}`,
    Prisma.sql`insert into "OutageTold" (since, "to", back) select ${at}, 'UADMIN1', true from ${some(500)}`,
    Prisma.sql`insert into "Person" ("user", admin, "seenAt") select 'UMEMBER' || n, false, ${at} from generate_series(1, ${Math.min(changes, 500)}::int) n`,
  ]
}
