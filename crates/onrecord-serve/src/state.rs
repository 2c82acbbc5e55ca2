//! What handlers share: a record's file in, answers from connections that read and from the one that writes out.
//!
//! `state.read(|record| record.size()).await` gives how many reports and quotations there are; `state.write(…)` does its work and commits it
//! before it returns.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use onrecord::Reader;
use onrecord::check::Searched;
use onrecord_fetch::Client;
use onrecord_store::{Error, Record, Recorded, Writer};
use tokio::sync::Semaphore;

use crate::Options;
use crate::access::Access;
use crate::metrics::Metrics;

/// So many questions are asked of the record at once; others wait.
const READERS: usize = 4;
/// What the cache of one of them may take, in KiB.
const CACHE: i64 = 12 * 1024;
/// So many reports are read at once by the model; others wait.
const ANALYSTS: usize = 2;
/// How long to wait for another program that writes to the record.
const PATIENCE: Duration = Duration::from_secs(5);
/// For so long the size of the record is not counted again.
const FRESH: Duration = Duration::from_secs(5);

/// What handlers share; a clone is the same state.
#[derive(Clone)]
pub struct Shared(Arc<State>);

struct State {
    options: Options,
    idle: Mutex<Vec<Record>>,
    turns: Arc<Semaphore>,
    analysts: Arc<Semaphore>,
    writing: Arc<tokio::sync::Mutex<()>>,
    reader: OnceLock<Reader>,
    client: OnceLock<Client>,
    size: Mutex<Option<(Instant, Searched)>>,
    access: Access,
    metrics: Metrics,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Busy {
    /// The record says why.
    Record(Error),
    /// What was asked cannot be done, in words.
    Asked(String),
    /// The question broke off, or the server is stopping.
    Stopped,
}

impl From<Error> for Busy {
    fn from(error: Error) -> Self {
        Self::Record(error)
    }
}

impl Shared {
    /// The state over a record.
    ///
    /// # Errors
    /// When the record cannot be opened.
    pub fn open(options: Options) -> Result<Self, Error> {
        let first = record(&options.record)?;
        let access = Access::new(&options);
        Ok(Self(Arc::new(State {
            options,
            idle: Mutex::new(vec![first]),
            turns: Arc::new(Semaphore::new(READERS)),
            analysts: Arc::new(Semaphore::new(ANALYSTS)),
            writing: Arc::default(),
            reader: OnceLock::new(),
            client: OnceLock::new(),
            size: Mutex::default(),
            access,
            metrics: Metrics::default(),
        })))
    }

    /// How it is served.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Who may do what.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.0.access
    }

    /// What is counted.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Asks the record on a thread that may block, with a connection that no one else uses meanwhile.
    ///
    /// # Errors
    /// When the record cannot be asked, or the question broke off.
    pub async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Record) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Busy> {
        let turn = self.0.turns.clone().acquire_owned().await.map_err(|_| Busy::Stopped)?;
        let state = self.0.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let idle = lock(&state.idle).pop();
            let record = idle.map_or_else(|| record(&state.options.record), Ok)?;
            let answer = ask(&record);
            lock(&state.idle).push(record);
            answer
        });
        Ok(asked.await.map_err(|_| Busy::Stopped)??)
    }

    /// Asks the record for the evidence of claims, as [`Shared::read`] does.
    ///
    /// # Errors
    /// When the record cannot be asked, or the question broke off.
    pub async fn evidence<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Recorded<'_>) -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let state = self.0.clone();
        self.read(move |record| {
            let known = lock(&state.size).clone().filter(|(when, _)| when.elapsed() < FRESH);
            let recorded = match known {
                Some((_, searched)) => Recorded::of(record, searched)?,
                None => Recorded::new(record)?,
            };
            let searched = onrecord::check::Candidates::searched(&recorded);
            lock(&state.size).get_or_insert((Instant::now(), searched.clone()));
            let mut kept = lock(&state.size);
            if kept.as_ref().is_none_or(|(when, _)| when.elapsed() >= FRESH) {
                *kept = Some((Instant::now(), searched));
            }
            drop(kept);
            let answer = ask(&recorded);
            recorded.finish().map(|()| answer)
        })
        .await
    }

    /// Writes to the record on a thread that may block; one after the other. What was done is committed when this returns. Another program
    /// may write in between: the record is held only while `work` runs.
    ///
    /// # Errors
    /// When the record cannot be written to; then nothing of it is in the record.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Busy> {
        let turn = self.0.writing.clone().lock_owned().await;
        let state = self.0.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let since = Instant::now();
            let mut writer = loop {
                match Writer::open(&state.options.record, false) {
                    Err(Error::Busy { .. }) if since.elapsed() < PATIENCE => {
                        std::thread::sleep(Duration::from_millis(50));
                    }
                    other => break other?,
                }
            };
            let done = work(&mut writer);
            match done {
                Ok(done) => writer.commit().map(|()| done),
                Err(error) => {
                    writer.roll_back();
                    Err(error)
                }
            }
        });
        let done = done.await.map_err(|_| Busy::Stopped)??;
        *lock(&self.0.size) = None;
        Ok(done)
    }

    /// Reads a report with the model on a thread that may block. The model is loaded when it is first needed.
    ///
    /// # Errors
    /// When the report cannot be read, in words, or the question broke off.
    pub async fn analyse<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reader) -> Result<T, String> + Send + 'static,
    ) -> Result<T, Busy> {
        let turn = self.0.analysts.clone().acquire_owned().await.map_err(|_| Busy::Stopped)?;
        let state = self.0.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            if let Some(reader) = state.reader.get() {
                return work(reader);
            }
            let made = Reader::new().map_err(|e| e.to_string())?;
            work(state.reader.get_or_init(|| made))
        });
        done.await.map_err(|_| Busy::Stopped)?.map_err(Busy::Asked)
    }

    /// Gets a page, on a thread that may block; never from an address inside this network.
    ///
    /// # Errors
    /// When it cannot be fetched, in words, or the question broke off.
    pub async fn fetch(&self, address: String) -> Result<onrecord_fetch::Fetched, Busy> {
        let turn = self.0.analysts.clone().acquire_owned().await.map_err(|_| Busy::Stopped)?;
        let state = self.0.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            if let Some(client) = state.client.get() {
                return client.fetch(&address).map_err(|e| e.to_string());
            }
            let made = Client::new(onrecord_fetch::Options::default()).map_err(|e| e.to_string())?;
            state.client.get_or_init(|| made).fetch(&address).map_err(|e| e.to_string())
        });
        done.await.map_err(|_| Busy::Stopped)?.map_err(Busy::Asked)
    }

    /// Now, RFC 3339.
    #[must_use]
    pub fn now() -> String {
        jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default().to_string()
    }
}

fn record(path: &Path) -> Result<Record, Error> {
    let record = Record::open(path)?;
    record.hold(CACHE)?;
    Ok(record)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
