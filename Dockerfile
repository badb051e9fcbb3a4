# Tongda 通答: the sources run as they are (tsx); only the pages are built.
# scripts/run-dockerfile.ts runs these steps without a container engine.

FROM node:20-bookworm-slim AS dependencies
WORKDIR /app
# For better-sqlite3 and nodejieba where no prebuilt binary can be fetched.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM dependencies AS pages
COPY tsconfig.json ./
COPY src ./src
RUN npm run build

FROM dependencies AS production
RUN npm prune --omit=dev

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 TONGDA_DATA=/data TONGDA_MODELS=/data/models
RUN install -d -o node -g node /data
COPY --from=production /app/node_modules ./node_modules
COPY --from=pages /app/dist ./dist
COPY package.json tsconfig.json ./
COPY bin ./bin
COPY src ./src
COPY corpus ./corpus
USER node
VOLUME /data
EXPOSE 3000
# A new folder has no model yet: the first start trains one.
HEALTHCHECK --interval=10s --timeout=5s --start-period=180s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "bin/tongda.js", "serve"]
