-- CreateTable
CREATE TABLE "Plea" (
    "id" BIGSERIAL NOT NULL,
    "by" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "said" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "toldAt" TIMESTAMPTZ(3),

    CONSTRAINT "Plea_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Plea_by_at_idx" ON "Plea"("by", "at");

-- CreateIndex
CREATE INDEX "Plea_toldAt_idx" ON "Plea"("toldAt");
