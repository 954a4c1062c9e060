-- AlterTable
ALTER TABLE "Change" ADD COLUMN     "approvedBy" TEXT,
ADD COLUMN     "becauseRequest" BIGINT,
ADD COLUMN     "person" JSONB;

-- CreateTable
CREATE TABLE "Lead" (
    "groupId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "user" TEXT NOT NULL,
    "free" BOOLEAN NOT NULL,

    CONSTRAINT "Lead_pkey" PRIMARY KEY ("groupId","user")
);

-- CreateTable
CREATE TABLE "Request" (
    "id" BIGSERIAL NOT NULL,
    "command" TEXT NOT NULL,
    "found" JSONB NOT NULL,
    "opened" JSONB,
    "by" TEXT NOT NULL,
    "place" JSONB NOT NULL,
    "timeZone" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "askedIn" TEXT,
    "shown" JSONB NOT NULL,
    "shownAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "remindedAt" TIMESTAMPTZ(3),
    "decision" JSONB,
    "rev" INTEGER NOT NULL DEFAULT 0,
    "groups" UUID[],

    CONSTRAINT "Request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RequestCard" (
    "requestId" BIGINT NOT NULL,
    "shownTo" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "channel" TEXT,
    "ts" TEXT,
    "said" TEXT,
    "done" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "RequestCard_pkey" PRIMARY KEY ("requestId","shownTo","kind")
);

-- CreateTable
CREATE TABLE "ChannelState" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ChannelState_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Admin" (
    "user" TEXT NOT NULL,
    "admin" BOOLEAN NOT NULL,

    CONSTRAINT "Admin_pkey" PRIMARY KEY ("user")
);

-- CreateTable
CREATE TABLE "Link" (
    "user" TEXT NOT NULL,
    "extension" TEXT NOT NULL,

    CONSTRAINT "Link_pkey" PRIMARY KEY ("user")
);

-- CreateIndex
CREATE INDEX "Lead_user_idx" ON "Lead"("user");

-- CreateIndex
CREATE UNIQUE INDEX "Request_askedIn_key" ON "Request"("askedIn");

-- CreateIndex
CREATE INDEX "Request_by_id_idx" ON "Request"("by", "id");

-- CreateIndex
CREATE INDEX "Request_expiresAt_idx" ON "Request"("expiresAt");

-- CreateIndex
CREATE INDEX "RequestCard_done_idx" ON "RequestCard"("done");

-- CreateIndex
CREATE INDEX "Link_extension_idx" ON "Link"("extension");

-- CreateIndex
CREATE INDEX "Change_becauseRequest_idx" ON "Change"("becauseRequest");

-- AddForeignKey
ALTER TABLE "Lead" ADD CONSTRAINT "Lead_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "RingGroup"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RequestCard" ADD CONSTRAINT "RequestCard_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

