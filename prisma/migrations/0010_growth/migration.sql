-- What is looked for in a long past is found without reading it: an index of just what waits, is open or was refused, however
-- much lies behind it. Most of them are of few rows, and a change writes fewer indices than before.
--
-- It is one transaction. Each table that is named here can be read meanwhile, but not written, until the end of it: with
-- 1,000,000 changes 4 seconds on a busy machine (measured), most of them to read "TouchedGroup" once. Whoever changes
-- something then waits; after 4 seconds they are asked to try again. An older replica finds less by the indices that go, and
-- is slower until it is replaced.
--
-- The schema declares them, but for two that are of an expression.

DROP INDEX "Change_becauseChange_idx";
CREATE INDEX "Change_puts_back" ON "Change"("becauseChange") WHERE "becauseChange" IS NOT NULL;
DROP INDEX "Change_becauseRequest_idx";
CREATE INDEX "Change_grants" ON "Change"("becauseRequest") WHERE "becauseRequest" IS NOT NULL;
CREATE INDEX "Change_leads_by_clock" ON "Change"(at) WHERE by IS NULL AND command = 'lead';
CREATE INDEX "Change_person_said" ON "Change"((person ->> 'user'), id) WHERE person IS NOT NULL;

DROP INDEX "TouchedGroup_gaveUp_idx";
CREATE INDEX "TouchedGroup_gave_up" ON "TouchedGroup"("gaveUp", "changeId") WHERE "gaveUp" IS NOT NULL;

CREATE INDEX "Delivery_waits" ON "Delivery"("changeId") WHERE "liveAt" IS NULL AND refused IS NULL;
ALTER TABLE "Delivery" ADD COLUMN overtaken BOOLEAN NOT NULL DEFAULT false;
UPDATE "Delivery" d SET overtaken = true WHERE "liveAt" IS NULL AND refused IS NOT NULL
    AND EXISTS (SELECT FROM "Delivery" later WHERE later.extension = d.extension AND later."changeId" > d."changeId");
CREATE INDEX "Delivery_refused" ON "Delivery"("changeId") WHERE "liveAt" IS NULL AND refused IS NOT NULL AND NOT overtaken;

DROP INDEX "Place_user_said_idx";
CREATE INDEX "Place_told_once" ON "Place"("user") WHERE said IN ('saved', 'drift');

DROP INDEX "Request_expiresAt_idx";
CREATE INDEX "Request_open" ON "Request"(id) WHERE decision IS NULL;
DROP INDEX "RequestCard_done_idx";
CREATE INDEX "RequestCard_open" ON "RequestCard"("requestId") WHERE NOT done;
CREATE INDEX "RequestCard_unsaid" ON "RequestCard"("requestId") WHERE said IS NULL;

DROP INDEX "DriftNotice_said_idx";
CREATE INDEX "DriftNotice_open" ON "DriftNotice"(drift, "user") WHERE said IS DISTINCT FROM '';
CREATE INDEX "DriftNotice_over" ON "DriftNotice"(((ended ->> 'at') COLLATE "C")) WHERE said = '';
CREATE INDEX "Told_records" ON "Told"(at) WHERE audience = 'record';
CREATE INDEX "Foretold_at_idx" ON "Foretold"(at);
DROP INDEX "Foretold_done_idx";
CREATE INDEX "Foretold_open" ON "Foretold"(at) WHERE NOT done;
