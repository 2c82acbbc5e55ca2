//! What is counted of requests: routes, statuses and times in, Prometheus' text out. Nothing of a request's words is in it.

use std::sync::atomic::AtomicI64;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::state::Shared;

/// Bounds of the times, in seconds.
const TIMES: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// Counters of one server.
pub struct Metrics {
    registry: Registry,
    answers: Family<Answered, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    now: Gauge<i64, AtomicI64>,
    reports: Gauge<i64, AtomicI64>,
    quotations: Gauge<i64, AtomicI64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("onrecord");
        let answers = Family::default();
        let seconds: Family<Route, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(TIMES));
        let (now, reports, quotations) = (Gauge::default(), Gauge::default(), Gauge::default());
        registry.register("requests", "Requests answered", answers.clone());
        registry.register("request_seconds", "How long answers took", seconds.clone());
        registry.register("requests_now", "Requests that are being answered", now.clone());
        registry.register("reports", "Reports in the record", reports.clone());
        registry.register("quotations", "Quotations in the record", quotations.clone());
        Self { registry, answers, seconds, now, reports, quotations }
    }
}

impl Metrics {
    /// All counters as text, with the size of the record.
    #[must_use]
    pub fn text(&self, reports: i64, quotations: i64) -> String {
        self.reports.set(reports);
        self.quotations.set(quotations);
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut out, &self.registry);
        out
    }

    fn count(&self, answered: &Answered, took: Duration) {
        let route = Route { route: answered.route.clone() };
        self.answers.get_or_create(answered).inc();
        self.seconds.get_or_create(&route).observe(took.as_secs_f64());
    }
}

/// Counts a request and writes a line of it to the log: method, route, status, time. Searches and tokens stand in neither.
pub async fn counted(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let since = Instant::now();
    let method = request.method().to_string();
    let route = request.extensions().get::<MatchedPath>().map_or("none", |p| p.as_str()).to_owned();
    state.metrics().now.inc();
    let response = next.run(request).await;
    state.metrics().now.dec();
    let (took, status) = (since.elapsed(), response.status().as_u16());
    tracing::info!(method, route, status, ms = took.as_secs_f64() * 1000.0, "answered");
    state.metrics().count(&Answered { method, route, status }, took);
    response
}
