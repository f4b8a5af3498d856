FROM node:26-bookworm AS build
ARG SCRIPTD_COMMIT=unknown
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
# Node needs this library, which the image below lacks.
RUN cp "/usr/lib/$(uname -m)-linux-gnu/libatomic.so.1" dist/ && mkdir data

FROM gcr.io/distroless/cc-debian12:nonroot
# Shorter than the ten seconds after which `docker stop` kills.
ENV HOST=0.0.0.0 \
    DATABASE_URL=file:/data/database/scriptd.db \
    WORKSPACE_DIR=/data/workspace \
    SHUTDOWN_TIMEOUT_MS=8000
COPY --from=build /build/dist/libatomic.so.1 /usr/lib/
COPY --from=build /build/dist/scriptd /usr/local/bin/
COPY --from=build /build/dist/THIRD-PARTY-LICENSES.txt /usr/share/doc/scriptd/
COPY --from=build --chown=65532:65532 /build/data /data
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=10s CMD ["/usr/local/bin/scriptd", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/scriptd"]
CMD ["serve"]
