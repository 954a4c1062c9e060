-- CreateTable
CREATE TABLE "Foretold" (
    "kind" TEXT NOT NULL,
    "groupId" UUID NOT NULL,
    "extension" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "to" TEXT NOT NULL,
    "done" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Foretold_pkey" PRIMARY KEY ("kind","groupId","extension","at","to")
);

-- CreateIndex
CREATE INDEX "Foretold_done_idx" ON "Foretold"("done");
