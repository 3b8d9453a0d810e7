# A small image of the server: built from this folder by its own package, run by a user of its own.
#   docker build -t snowglobe . && docker run -p 8084:8084 -p 8443:8443 -v snowglobe:/data \
#     -e SNOWGLOBE_USER=admin -e SNOWGLOBE_PASSWORD=... snowglobe
FROM debian:bookworm-slim AS build
WORKDIR /source
COPY . .
RUN tools/setup.sh package && make package TARGETS=snowglobe

FROM debian:bookworm-slim
COPY --from=build /source/build/package/*.deb /tmp/
# hadolint ignore=DL3008
RUN groupadd --system --gid 10001 snowglobe \
    && useradd --system --uid 10001 --gid 10001 --home-dir /data --no-create-home snowglobe \
    && apt-get update \
    && apt-get install -y --no-install-recommends /tmp/*.deb \
    && rm -rf /tmp/*.deb /var/lib/apt/lists/* \
    && install -d -m 700 -o snowglobe -g snowglobe /data
USER 10001:10001
ENV SNOWGLOBE_DATA=/data SNOWGLOBE_HOST=0.0.0.0
VOLUME /data
EXPOSE 8084 8443
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["snowglobe", "status"]
ENTRYPOINT ["snowglobe"]
CMD ["serve"]
