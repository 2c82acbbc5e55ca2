# One profile for all: the model is too slow to test unoptimised.

# Formatting, lints, licences: what a change must pass before tests.
check:
    cargo fmt --all --check
    cargo clippy --workspace --release --all-targets --locked -- -D warnings
    cargo deny --offline check licenses bans sources

# All tests.
test:
    cargo test --workspace --release --locked

# Accept changed snapshots. The only recipe that writes expected results; review its diff like code.
bless:
    INSTA_UPDATE=always cargo test --workspace --release --locked

# Score table of the dev set: give the folder that holds the corpora.
score data:
    cargo build --release --locked
    python3 corpora/predict.py {{data}}

# Micro-benchmarks of the stages, in words per second.
bench:
    cargo bench --package onrecord --bench stages --locked

# Fuzz a target for a minute: `just fuzz read`.
fuzz target="read" seconds="60":
    cargo fuzz run {{target}} -- -max_total_time={{seconds}}

# What must hold before a release.
prove: check test
    cargo run --release --locked -- read examples/harbour.txt examples/harbour.html --format jsonl > /dev/null
