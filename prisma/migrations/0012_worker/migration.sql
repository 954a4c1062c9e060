-- Which processes live: each says so about twice a second. Not logged: after a crash of the server nobody is known to live,
-- and whoever does says so anew.
CREATE UNLOGGED TABLE "Lease" (
    "id" TEXT NOT NULL,
    "process" TEXT NOT NULL,
    "pool" TEXT,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "lost" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Lease_pkey" PRIMARY KEY ("id")
);
