# One profile for all: the model is too slow to test unoptimised.

# Formatting, lints, licences: what a change must pass before tests.
check:
    cargo fmt --all --check
    cargo fmt --manifest-path fuzz/Cargo.toml --check
    cargo clippy --workspace --release --all-targets --locked -- -D warnings
    cargo deny --offline --log-level error check licenses bans sources

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

# Fuzz a target for a minute: `just fuzz page_bytes`, `read`, `verify`, `warc` or `weights_words`. Needs nightly and cargo-fuzz.
fuzz target="read" seconds="60":
    mkdir -p fuzz/corpus/{{target}}
    cd fuzz && cargo +nightly fuzz run --sanitizer none {{target}} corpus/{{target}} ../examples -- \
        -max_total_time={{seconds}} -dict=words.dict -max_len=800

# What must hold before a release.
prove: check test
    cargo run --release --locked -- read examples/harbour.txt examples/harbour.html --format jsonl > /dev/null
