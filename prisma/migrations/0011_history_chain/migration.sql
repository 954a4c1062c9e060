-- History is a chain: each change carries a hash over itself and the hash before it. A row that was changed, taken out, put
-- in or moved shows, whoever did it (src/store/chain.ts looks).

-- CreateTable
CREATE TABLE "HistoryChain" (
    "nth" BIGINT NOT NULL,
    "changeId" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "late" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "HistoryChain_pkey" PRIMARY KEY ("nth")
);

-- CreateTable
CREATE TABLE "HistoryAlias" (
    "user" TEXT NOT NULL,
    "alias" TEXT NOT NULL,

    CONSTRAINT "HistoryAlias_pkey" PRIMARY KEY ("user")
);

-- CreateIndex
CREATE UNIQUE INDEX "HistoryChain_changeId_key" ON "HistoryChain"("changeId");

-- CreateIndex
CREATE UNIQUE INDEX "HistoryAlias_alias_key" ON "HistoryAlias"("alias");



-- No foreign key to "Change": that a change is missing must be able to show.
CREATE TRIGGER "HistoryChain_is_history" BEFORE UPDATE OR DELETE ON "HistoryChain"
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history();
CREATE TRIGGER "HistoryChain_is_kept" BEFORE TRUNCATE ON "HistoryChain"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_history();

-- What is hashed names nobody: in place of a person it has their alias, which is random. Whoever is to be erased is replaced
-- by their alias in the rows, and their row here goes: what is hashed stays the same, and the alias leads to nobody.
CREATE FUNCTION history_leads(leads jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE it jsonb; named text; replaced jsonb := '[]';
BEGIN
    FOR i IN 0 .. jsonb_array_length(leads) - 1 LOOP
        it := leads->i;
        SELECT alias INTO named FROM "HistoryAlias" WHERE "user" = it->>'user';
        IF named IS NOT NULL THEN it := it || jsonb_build_object('user', named); END IF;
        replaced := replaced || jsonb_build_array(it);
    END LOOP;
    RETURN replaced;
END $$;
CREATE FUNCTION history_group(it jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN jsonb_typeof(it->'leads') = 'array' AND it->'leads' <> '[]'
        THEN it || jsonb_build_object('leads', history_leads(it->'leads')) ELSE it END $$;

-- All that a change says, in the one form in which PostgreSQL writes a jsonb, whatever the settings of the session. A view,
-- for it is asked of one change and of all of them.
CREATE VIEW "HistoryContent" AS SELECT c.id AS "changeId", sha256(convert_to(jsonb_build_array(
        c.id, c.command, coalesce(b.alias, c.by), coalesce(a.alias, c."approvedBy"), c."becauseChange", c."becauseRequest",
        CASE WHEN p.alias IS NULL THEN c.person ELSE c.person || jsonb_build_object('user', p.alias) END,
        c."askedIn", (extract(epoch FROM c.at) * 1000)::bigint, coalesce(touched.groups, '[]'))::text, 'UTF8')) AS content
    FROM "Change" c
    LEFT JOIN "HistoryAlias" b ON b."user" = c.by
    LEFT JOIN "HistoryAlias" a ON a."user" = c."approvedBy"
    LEFT JOIN "HistoryAlias" p ON p."user" = c.person->>'user'
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(t."groupId", history_group(t.before), history_group(t.after), t."gaveUp")
            ORDER BY t."groupId") AS groups
        FROM "TouchedGroup" t WHERE t."changeId" = c.id) touched ON true;

-- Everybody whom a change names.
CREATE VIEW "HistoryPeople" AS
    SELECT id AS "changeId", by AS "user" FROM "Change" WHERE by IS NOT NULL
    UNION ALL SELECT id, "approvedBy" FROM "Change" WHERE "approvedBy" IS NOT NULL
    UNION ALL SELECT id, person->>'user' FROM "Change" WHERE person->>'user' IS NOT NULL
    UNION ALL SELECT t."changeId", l->>'user' FROM "TouchedGroup" t
        CROSS JOIN LATERAL (VALUES (t.before->'leads'), (t.after->'leads')) AS s(leads)
        CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(s.leads) WHEN 'array' THEN s.leads ELSE '[]' END) l
        WHERE l->>'user' IS NOT NULL;

-- An id that no account of Slack has.
CREATE FUNCTION new_history_alias() RETURNS text LANGUAGE sql VOLATILE AS
    $$ SELECT 'UERASED' || upper(left(replace(gen_random_uuid()::text, '-', ''), 12)) $$;

-- At the end of its transaction, when everything that belongs to it is there, a change is put behind the last one. Whoever
-- runs an older version has this done for them. 1600720: any number that is nobody else's advisory lock.
CREATE FUNCTION seal_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE last "HistoryChain";
BEGIN
    PERFORM pg_advisory_xact_lock(1600720);
    INSERT INTO "HistoryAlias" SELECT it."user", new_history_alias() FROM (
        SELECT DISTINCT "user" FROM "HistoryPeople" WHERE "changeId" = NEW.id) it
        WHERE it."user" NOT LIKE 'UERASED%' AND NOT EXISTS (SELECT FROM "HistoryAlias" a WHERE a."user" = it."user");
    SELECT * INTO last FROM "HistoryChain" ORDER BY nth DESC LIMIT 1;
    INSERT INTO "HistoryChain" (nth, "changeId", hash)
        SELECT coalesce(last.nth, 0) + 1, NEW.id, sha256(coalesce(last.hash, '') || content)
        FROM "HistoryContent" WHERE "changeId" = NEW.id;
    RETURN NULL;
END $$;

-- What was written before there was a chain, in the order of its numbers.
CREATE FUNCTION history_link(before bytea, content bytea, first bytea) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT sha256(coalesce(before, first) || content) $$;
CREATE AGGREGATE history_links(content bytea, first bytea) (SFUNC = history_link, STYPE = bytea);
CREATE FUNCTION seal_the_rest() RETURNS void LANGUAGE plpgsql AS $$
DECLARE last "HistoryChain"; first bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(1600720);
    SELECT * INTO last FROM "HistoryChain" ORDER BY nth DESC LIMIT 1;
    first := (SELECT min(c.id) FROM "Change" c WHERE NOT EXISTS (SELECT FROM "HistoryChain" h WHERE h."changeId" = c.id));
    INSERT INTO "HistoryAlias" SELECT it."user", new_history_alias() FROM (
        SELECT DISTINCT "user" FROM "HistoryPeople" WHERE "changeId" >= first) it
        WHERE it."user" NOT LIKE 'UERASED%' AND NOT EXISTS (SELECT FROM "HistoryAlias" a WHERE a."user" = it."user");
    INSERT INTO "HistoryChain" (nth, "changeId", hash, late)
        SELECT coalesce(last.nth, 0) + row_number() OVER w, it."changeId",
            history_links(it.content, coalesce(last.hash, '')) OVER w, true
        FROM "HistoryContent" it
        WHERE it."changeId" >= first AND NOT EXISTS (SELECT FROM "HistoryChain" h WHERE h."changeId" = it."changeId")
        WINDOW w AS (ORDER BY it."changeId" ROWS UNBOUNDED PRECEDING);
END $$;

-- How many rows of each table hold a text, in whichever column: whether somebody who was erased is named anywhere.
CREATE FUNCTION rows_naming(pattern text) RETURNS TABLE (name text, rows bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
    FOR name IN SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r'
        AND c.relnamespace IN (current_schema()::regnamespace, to_regnamespace('graphile_worker')) ORDER BY 1
    LOOP
        EXECUTE format('SELECT count(*) FROM %s it WHERE it::text ~* %L', name, pattern) INTO rows;
        IF rows > 0 THEN RETURN NEXT; END IF;
    END LOOP;
END $$;

-- They say which tables they mean: nobody who may make a temporary one of the same name can change what they do.
DO $$ DECLARE it text; BEGIN
    FOREACH it IN ARRAY ARRAY['seal_change()', 'seal_the_rest()'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', it, current_schema());
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION seal_the_rest() FROM PUBLIC;

-- Twice: whoever writes history waits for the second time only, in which there is next to nothing left.
SELECT seal_the_rest();
CREATE CONSTRAINT TRIGGER "Change_is_sealed" AFTER INSERT ON "Change"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seal_change();
SELECT seal_the_rest();
