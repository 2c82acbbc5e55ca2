//! What handlers share: a record's file in, answers from connections that read out.
//!
//! `state.read(|record| record.size()).await` gives how many reports and quotations there are.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use onrecord_store::{Error, Record};
use tokio::sync::Semaphore;

/// So many questions are asked of the record at once; others wait.
const READERS: usize = 4;

/// What handlers share; a clone is the same state.
#[derive(Debug, Clone)]
pub struct Shared(Arc<State>);

#[derive(Debug)]
struct State {
    path: PathBuf,
    idle: Mutex<Vec<Record>>,
    turns: Arc<Semaphore>,
}

/// Why the record gave no answer.
#[derive(Debug)]
pub enum Busy {
    /// The record says why.
    Record(Error),
    /// The question broke off, or the server is stopping.
    Stopped,
}

impl From<Error> for Busy {
    fn from(error: Error) -> Self {
        Self::Record(error)
    }
}

impl Shared {
    /// The state over this record.
    ///
    /// # Errors
    /// When the record cannot be opened.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let first = Record::open(path)?;
        let turns = Arc::new(Semaphore::new(READERS));
        Ok(Self(Arc::new(State { path: path.to_owned(), idle: Mutex::new(vec![first]), turns })))
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
            let idle = state.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let record = idle.map_or_else(|| Record::open(&state.path), Ok)?;
            let answer = ask(&record);
            state.idle.lock().unwrap_or_else(PoisonError::into_inner).push(record);
            answer
        });
        Ok(asked.await.map_err(|_| Busy::Stopped)??)
    }
}
