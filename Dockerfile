# syntax=docker/dockerfile:1
# The image holds the program, a C library and nothing else: no shell, no package manager, no root.

FROM rust:1-bookworm AS build
WORKDIR /source
COPY . .
# `dist` takes minutes longer than `release` for a few percent of speed: --build-arg PROFILE=release skips that.
ARG PROFILE=dist
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/source/target,sharing=locked \
    cargo build --locked --profile "$PROFILE" --bin postil \
    && install -D -m 0755 "target/$PROFILE/postil" /out/usr/local/bin/postil \
    && install -d -m 0700 /out/data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /out/usr /usr
# A new volume takes its owner from here, so the program may write to it from the first start.
COPY --from=build --chown=65532:65532 /out/data /data
ENV POSTIL_DATA=/data POSTIL_LISTEN=0.0.0.0:8080
# By number, so that a cluster can see that it is not root.
USER 65532:65532
EXPOSE 8080
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/usr/local/bin/postil", "health"]
ENTRYPOINT ["/usr/local/bin/postil"]
