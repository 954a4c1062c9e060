-- AlterTable
ALTER TABLE "Drift" ADD COLUMN     "begun" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "decided" JSONB,
ADD COLUMN     "id" BIGSERIAL NOT NULL;

-- AlterTable
ALTER TABLE "PhoneSystemState" ADD COLUMN     "comparedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "DriftNotice" (
    "drift" BIGINT NOT NULL,
    "user" TEXT NOT NULL,
    "extension" TEXT NOT NULL,
    "channel" TEXT,
    "ts" TEXT,
    "said" TEXT,
    "ended" JSONB,

    CONSTRAINT "DriftNotice_pkey" PRIMARY KEY ("drift","user")
);

-- CreateIndex
CREATE INDEX "DriftNotice_said_idx" ON "DriftNotice"("said");

-- CreateIndex
CREATE UNIQUE INDEX "Drift_id_key" ON "Drift"("id");
