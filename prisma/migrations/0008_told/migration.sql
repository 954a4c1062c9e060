-- CreateTable
CREATE TABLE "Told" (
    "audience" TEXT NOT NULL,
    "of" TEXT NOT NULL,
    "change" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3),
    "channel" TEXT,
    "ts" TEXT,
    "first" BIGINT,

    CONSTRAINT "Told_pkey" PRIMARY KEY ("audience","of")
);

-- CreateTable
CREATE TABLE "OutageTold" (
    "since" TIMESTAMPTZ(3) NOT NULL,
    "to" TEXT NOT NULL,
    "back" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "OutageTold_pkey" PRIMARY KEY ("since","to")
);

-- CreateIndex
CREATE INDEX "OutageTold_back_idx" ON "OutageTold"("back");

-- what was changed before anybody was told is not told
INSERT INTO "Told" ("audience", "of", "change") SELECT 'all', '', coalesce(max(id), 0) FROM "Change";
