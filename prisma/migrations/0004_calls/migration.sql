-- AlterTable
ALTER TABLE "RingGroup" ADD COLUMN     "tellsMissed" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "Call" (
    "id" TEXT NOT NULL,
    "number" TEXT,
    "callerNumber" TEXT,
    "callerName" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "result" TEXT,
    "by" TEXT,
    "endedIn" TEXT,

    CONSTRAINT "Call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CalledGroup" (
    "callId" TEXT NOT NULL,
    "extension" TEXT NOT NULL,
    "groupId" UUID,
    "nth" BIGSERIAL NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "rang" JSONB,
    "seconds" INTEGER,
    "fallback" JSONB,

    CONSTRAINT "CalledGroup_pkey" PRIMARY KEY ("callId","extension")
);

-- CreateTable
CREATE TABLE "CallTold" (
    "callId" TEXT NOT NULL,
    "user" TEXT NOT NULL,

    CONSTRAINT "CallTold_pkey" PRIMARY KEY ("callId","user")
);

-- CreateIndex
CREATE INDEX "Call_number_startedAt_idx" ON "Call"("number", "startedAt");

-- CreateIndex
CREATE INDEX "Call_startedAt_idx" ON "Call"("startedAt");

-- CreateIndex
CREATE INDEX "CalledGroup_groupId_startedAt_idx" ON "CalledGroup"("groupId", "startedAt");

-- AddForeignKey
ALTER TABLE "CalledGroup" ADD CONSTRAINT "CalledGroup_callId_fkey" FOREIGN KEY ("callId") REFERENCES "Call"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CallTold" ADD CONSTRAINT "CallTold_callId_fkey" FOREIGN KEY ("callId") REFERENCES "Call"("id") ON DELETE CASCADE ON UPDATE CASCADE;


ALTER TABLE "Call" ADD CONSTRAINT "Call_result_known"
    CHECK (result IN ('answered', 'fallback', 'unanswered', 'abandoned'));
