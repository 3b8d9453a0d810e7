# A Debian with systemd and the package that the image's first stage made, to try the service in.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends systemd dbus logrotate
COPY --from=snowglobe-build /source/build/package/*.deb /root/
RUN apt-get install -y --no-install-recommends /root/*.deb
STOPSIGNAL SIGRTMIN+3
CMD ["/lib/systemd/systemd"]
