# Builds with the development tools, runs with production packages alone, as an ordinary user.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sandbox/package.json sandbox/
COPY console/package.json console/
RUN npm ci --ignore-scripts
COPY tsconfig.base.json tsconfig.build.json ./
COPY src src
COPY console console
RUN npx tsc -p tsconfig.build.json && npx vite build console

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 ROOKERY_DATA=/data
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Makes voice notes and videos what phones play (docs/guide/media.md).
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
# The sandbox is no part of the image: only the gateway's own packages are installed.
RUN npm ci --omit=dev --workspaces=false --ignore-scripts && npm cache clean --force \
  && mkdir /data && chown node:node /data
COPY bin bin
COPY --from=build /app/dist dist
COPY --from=build /app/console/dist console/dist
COPY LICENSE NOTICE ./
COPY docs/licences.md docs/
USER node
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/rookery.mjs"]
CMD ["serve"]
