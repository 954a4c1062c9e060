-- CreateTable
CREATE TABLE "Leaver" (
    "id" BIGINT NOT NULL,
    "who" TEXT NOT NULL,
    "user" TEXT,
    "extension" TEXT,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "ended" JSONB,

    CONSTRAINT "Leaver_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Leaver_who_key" ON "Leaver"("who");

-- CreateIndex
CREATE INDEX "Leaver_extension_idx" ON "Leaver"("extension");
