-- CreateTable
CREATE TABLE "FoundGroup" (
    "extension" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "FoundGroup_pkey" PRIMARY KEY ("extension")
);
