# Builds with the development tools, runs with production packages alone, as an ordinary user.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sandbox/package.json sandbox/
RUN npm ci --ignore-scripts
COPY tsconfig.base.json tsconfig.build.json ./
COPY src src
RUN npx tsc -p tsconfig.build.json

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 ROOKERY_DATA=/data
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The sandbox is no part of the image: only the gateway's own packages are installed.
RUN npm ci --omit=dev --workspaces=false --ignore-scripts && npm cache clean --force \
  && mkdir /data && chown node:node /data
COPY bin bin
COPY --from=build /app/dist dist
COPY LICENSE NOTICE ./
COPY docs/licences.md docs/
USER node
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/rookery.mjs"]
CMD ["serve"]
