-- CreateTable
CREATE TABLE "Commit" (
    "id" UUID NOT NULL,
    "happened" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Commit_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Commit_at_idx" ON "Commit"("at");
