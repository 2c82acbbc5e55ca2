//! What a guest owes a host: its `robots.txt` is read once a day and obeyed, and requests come with a pause between them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use texting_robots::Robot;

/// The name that `robots.txt` calls us by.
pub const NAME: &str = "onrecord";
/// A day, as RFC 9309 allows at most.
const KEPT: Duration = Duration::from_hours(24);
/// A host in trouble is asked again sooner.
const TROUBLE_KEPT: Duration = Duration::from_mins(5);
/// Longest pause that a `Crawl-delay` may ask for; the rest of its wishes would stop us.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Longest part of a `robots.txt` that is read; RFC 9309 asks for 500 KiB at least.
const LONGEST_RULES: usize = 512 << 10;
/// More hosts than this are forgotten.
const MOST_HOSTS: usize = 10_000;

/// What a host allows.
pub enum Rules {
    /// Its rules.
    Robot(Box<Robot>),
    /// It has none: all is allowed.
    None,
    /// It cannot say now: nothing is allowed.
    Trouble(String),
}

impl Rules {
    /// The rules of an answer to `/robots.txt`, as RFC 9309 has it.
    pub fn of(status: u16, body: &[u8]) -> Self {
        match status {
            200..=299 => match Robot::new(NAME, &body[..body.len().min(LONGEST_RULES)]) {
                Ok(robot) => Self::Robot(Box::new(robot)),
                Err(error) => Self::Trouble(format!("its robots.txt cannot be understood: {error}")),
            },
            429 | 500.. => Self::Trouble(format!("its robots.txt answers with status {status}")),
            _ => Self::None,
        }
    }

    /// Why a page may not be asked for.
    pub fn refuse(&self, url: &str) -> Option<String> {
        match self {
            Self::Robot(robot) if !robot.allowed(url) => Some("its robots.txt does not allow it".to_owned()),
            Self::Trouble(why) => Some(why.clone()),
            _ => None,
        }
    }

    /// The pause that the host asks for.
    pub fn pause(&self) -> Duration {
        let Self::Robot(robot) = self else { return Duration::ZERO };
        let wish = robot.delay.and_then(|d| Duration::try_from_secs_f32(d).ok());
        wish.unwrap_or_default().min(LONGEST_PAUSE)
    }

    fn kept(&self) -> Duration {
        if matches!(self, Self::Trouble(_)) { TROUBLE_KEPT } else { KEPT }
    }
}

type Slot = Arc<Mutex<Option<(Instant, Arc<Rules>)>>>;

/// What is known of hosts.
#[derive(Default)]
pub struct Manners {
    rules: Mutex<HashMap<String, Slot>>,
    next: Mutex<HashMap<String, Instant>>,
}

impl Manners {
    /// The rules of an origin (`https://example.org`), asked for once where many wait for them.
    pub fn rules<E>(&self, origin: &str, ask: impl FnOnce() -> Result<Rules, E>) -> Result<Arc<Rules>, E> {
        let slot = {
            let mut all = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() >= MOST_HOSTS {
                all.clear();
            }
            Arc::clone(all.entry(origin.to_owned()).or_default())
        };
        let mut known = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((since, rules)) = &*known
            && since.elapsed() < rules.kept()
        {
            return Ok(Arc::clone(rules));
        }
        let rules = Arc::new(ask()?);
        *known = Some((Instant::now(), Arc::clone(&rules)));
        Ok(rules)
    }

    /// Waits for the host's turn, and takes it.
    pub fn wait(&self, host: &str, pause: Duration) {
        let turn = self.turn(host, pause, Instant::now());
        std::thread::sleep(turn.saturating_duration_since(Instant::now()));
    }

    fn turn(&self, host: &str, pause: Duration, now: Instant) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        if next.len() >= MOST_HOSTS {
            next.retain(|_, at| *at > now);
        }
        let at = next.get(host).copied().unwrap_or(now).max(now);
        next.insert(host.to_owned(), at + pause);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_those_of_our_name() {
        let rules =
            Rules::of(200, b"User-agent: *\nDisallow: /\n\nUser-agent: OnRecord\nDisallow: /private\nCrawl-delay: 2");
        assert_eq!(rules.refuse("https://example.org/report"), None);
        assert!(rules.refuse("https://example.org/private/report").is_some());
        assert_eq!(rules.pause(), Duration::from_secs(2));
        assert_eq!(Rules::of(200, b"User-agent: *\nCrawl-delay: 86400").pause(), LONGEST_PAUSE);
    }

    #[test]
    fn a_host_without_rules_allows_all_and_one_in_trouble_nothing() {
        assert_eq!(Rules::of(404, b"<p>Disallow: /").refuse("https://example.org/"), None);
        assert_eq!(Rules::of(200, b"").refuse("https://example.org/"), None);
        assert!(Rules::of(503, b"").refuse("https://example.org/").is_some());
        assert!(Rules::of(429, b"").refuse("https://example.org/").is_some());
    }

    #[test]
    fn each_host_has_its_own_turns() {
        let (manners, now, pause) = (Manners::default(), Instant::now(), Duration::from_secs(3));
        let turns: Vec<Duration> =
            ["a", "a", "b", "a"].iter().map(|host| manners.turn(host, pause, now) - now).collect();
        assert_eq!(turns.iter().map(Duration::as_secs).collect::<Vec<_>>(), [0, 3, 0, 6]);
    }

    #[test]
    fn rules_are_asked_for_once() {
        let manners = Manners::default();
        let ask = || Ok::<_, ()>(Rules::of(200, b"User-agent: *\nDisallow: /"));
        assert!(manners.rules("https://example.org", ask).is_ok_and(|r| r.refuse("/x").is_some()));
        assert!(manners.rules("https://example.org", || Err(())).is_ok());
        assert!(manners.rules("https://example.com", || Err(())).is_err());
    }
}
