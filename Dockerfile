# The program and git, which the gate and the history read. What is judged is mounted:
#     docker run --rm --volume "$PWD:/estate:ro" uplift scan .
FROM rust:1.89-slim-bookworm AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Cargo.toml Cargo.lock build.rs ./
COPY src src
COPY policies policies
COPY examples examples
# The manifest names them, and nothing of them is built.
COPY benches benches
COPY tests tests
RUN cargo build --release --locked --bin uplift

FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /estate \
    && useradd --create-home uplift
COPY --from=build /source/target/release/uplift /usr/local/bin/uplift
USER uplift
WORKDIR /estate
ENTRYPOINT ["uplift"]
