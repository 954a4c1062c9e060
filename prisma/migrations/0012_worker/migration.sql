-- Which processes live: each says so about twice a second. Logged, so that a crash of the server ends nobody's lease.
CREATE TABLE "Lease" (
    "id" TEXT NOT NULL,
    "process" TEXT NOT NULL,
    "pool" TEXT,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "lost" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Lease_pkey" PRIMARY KEY ("id")
);
