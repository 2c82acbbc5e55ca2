//! Many jobs on many cores, their results in the order of the jobs: items in, results out.
//!
//! An item is taken only when it is at most `ahead` places before the next result due, so a slow report at the front keeps few
//! others waiting in memory, and an archive is read no faster than its pages.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use rayon::ThreadPool;

/// Results that may wait, for each thread.
const AHEAD: usize = 4;

/// Runs `job` for each item, with its place from 0, and hands item and result to `take` in order; `None` where the job
/// panicked. Ends early with the error of `take`.
pub fn ordered<J: Send, T: Send, E>(
    pool: &ThreadPool,
    mut items: impl Iterator<Item = J>,
    job: impl Fn(usize, &mut J) -> T + Sync,
    mut take: impl FnMut(&J, Option<T>) -> Result<(), E>,
) -> Result<(), E> {
    let ahead = pool.current_num_threads() * AHEAD;
    let stopped = AtomicBool::new(false);
    pool.in_place_scope(|scope| {
        let (send, receive) = mpsc::channel();
        let (mut next, mut due) = (0, 0);
        let mut waiting = BTreeMap::new();
        loop {
            while next - due < ahead {
                let Some(mut item) = items.next() else { break };
                let (send, job, stopped) = (send.clone(), &job, &stopped);
                scope.spawn(move |_| {
                    if !stopped.load(Ordering::Relaxed) {
                        let result = catch_unwind(AssertUnwindSafe(|| job(next, &mut item))).ok();
                        // The receiver may have gone: then nobody wants the result.
                        let _ = send.send((next, (item, result)));
                    }
                });
                next += 1;
            }
            if next == due {
                break;
            }
            let Ok((at, result)) = receive.recv() else { break };
            waiting.insert(at, result);
            while let Some((item, result)) = waiting.remove(&due) {
                if let Err(error) = take(&item, result) {
                    stopped.store(true, Ordering::Relaxed);
                    return Err(error);
                }
                due += 1;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn pool() -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads")
    }

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        let mut seen = Vec::new();
        let job = |i: usize, _: &mut usize| {
            std::thread::sleep(Duration::from_millis(if i.is_multiple_of(7) { 5 } else { 0 }));
            i * i
        };
        let done: Result<(), ()> = ordered(&pool(), 0..100, job, |i, r| {
            seen.push((*i, r));
            Ok(())
        });
        assert_eq!(done, Ok(()));
        assert_eq!(seen, (0..100).map(|i| (i, Some(i * i))).collect::<Vec<_>>());
    }

    #[test]
    fn a_panic_costs_its_own_result_only() {
        let mut seen = Vec::new();
        let job = |i: usize, _: &mut usize| if i == 1 { std::panic::resume_unwind(Box::new("bad")) } else { i };
        let done: Result<(), ()> = ordered(&pool(), 0..3, job, |_, r| {
            seen.push(r);
            Ok(())
        });
        assert_eq!((done, seen), (Ok(()), vec![Some(0), None, Some(2)]));
    }

    #[test]
    fn an_error_ends_it() {
        let done = ordered(&pool(), 0..1_000_000, |i, _| i, |i, _| if *i == 3 { Err("full") } else { Ok(()) });
        assert_eq!(done, Err("full"));
    }
}
