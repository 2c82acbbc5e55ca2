//! Who may do what: a request's token or session in, leave to read or write out.
//!
//! Programs send `Authorization: Bearer onr_…`. People sign in once, at `/session`, by a token or by the address that the server prints when it
//! starts on loopback; a cookie that no script and no other site can use then stands for it, and every form carries the session's own proof.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use crate::Options;
use crate::problem::Problem;
use crate::state::Shared;
use crate::tokens::{Scope, Token, Tokens, random};

/// The cookie of a session.
pub const COOKIE: &str = "onrecord_session";
/// How long a session lasts without use.
const LASTS: Duration = Duration::from_hours(12);
/// So many sessions at most; the one that was not used for longest goes first.
const SESSIONS: usize = 1000;
/// So many secrets are hashed at once.
const HASHING: usize = 1;

/// A person at a browser.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who: the token's name.
    pub name: String,
    /// What they may do.
    pub scope: Scope,
    /// The proof that forms of this session carry.
    pub csrf: String,
    token: Option<String>,
    used: Instant,
}

/// Tokens that were recognised, sessions, and how often strangers may try.
pub struct Access {
    tokens: Tokens,
    known: Mutex<Known>,
    sessions: Mutex<HashMap<[u8; 32], Session>>,
    /// The key of the address that signs in once.
    once: Mutex<Option<String>>,
    hashing: Semaphore,
    tries: DefaultKeyedRateLimiter<IpAddr>,
    rate: Option<DefaultKeyedRateLimiter<IpAddr>>,
}

/// Secrets that were recognised since the file last changed, as SHA-256, and how many tokens there are.
#[derive(Default)]
struct Known {
    state: Option<(SystemTime, u64)>,
    tokens: Vec<([u8; 32], Token)>,
}

impl Access {
    /// Over a record's tokens.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        let tries = Quota::per_minute(NonZeroU32::MIN.saturating_add(9));
        let rate = NonZeroU32::new(options.rate).map(|n| Quota::per_second(n).allow_burst(n.saturating_mul(TWO)));
        Self {
            tokens: Tokens::of(&options.record),
            known: Mutex::default(),
            sessions: Mutex::default(),
            once: Mutex::default(),
            hashing: Semaphore::new(HASHING),
            tries: DefaultKeyedRateLimiter::keyed(tries),
            rate: rate.map(DefaultKeyedRateLimiter::keyed),
        }
    }

    /// Makes the key of an address that signs in once; the last one made holds.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn once(&self) -> io::Result<String> {
        let key = random::<24>()?;
        *lock(&self.once) = Some(key.clone());
        Ok(key)
    }

    /// Signs in by that address; the key is used up.
    ///
    /// # Errors
    /// When it is another key, or was used.
    pub fn sign_in_once(&self, key: &str) -> Result<String, Problem> {
        let mut once = lock(&self.once);
        if !once.as_ref().is_some_and(|kept| kept.as_bytes().ct_eq(key.as_bytes()).into()) {
            return Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "this sign-in address was used, or is none; start the server again for another",
            ));
        }
        *once = None;
        drop(once);
        self.session("the operator", Scope::Write, None)
    }

    /// Signs in by a token; gives the cookie's value.
    ///
    /// # Errors
    /// When the token is not known, or strangers tried too often from this address.
    pub async fn sign_in(&self, text: &str, from: IpAddr) -> Result<String, Problem> {
        let token = self.token(text, from).await?;
        self.session(&token.name, token.scope, Some(token.id))
    }

    fn session(&self, name: &str, scope: Scope, token: Option<String>) -> Result<String, Problem> {
        let no = |e: io::Error| Problem::new(StatusCode::SERVICE_UNAVAILABLE, e.to_string());
        let (cookie, csrf) = (random::<32>().map_err(no)?, random::<24>().map_err(no)?);
        let session = Session { name: name.to_owned(), scope, csrf, token, used: Instant::now() };
        let mut sessions = lock(&self.sessions);
        if sessions.len() >= SESSIONS {
            let oldest = sessions.iter().min_by_key(|(_, s)| s.used).map(|(k, _)| *k);
            oldest.map(|key| sessions.remove(&key));
        }
        sessions.insert(hash(&cookie), session);
        Ok(cookie)
    }

    /// Ends the session of a request.
    pub fn sign_out(&self, headers: &HeaderMap) {
        if let Some(cookie) = cookie(headers) {
            lock(&self.sessions).remove(&hash(cookie));
        }
    }

    /// The session of a request.
    #[must_use]
    pub fn session_of(&self, headers: &HeaderMap) -> Option<Session> {
        // Looked up by the hash of the secret: how long that takes says nothing of the secret.
        let key = hash(cookie(headers)?);
        let mut sessions = lock(&self.sessions);
        let session = sessions.get_mut(&key)?;
        let revoked = session.token.as_ref().is_some_and(|id| !self.is_token(id));
        if revoked || session.used.elapsed() > LASTS {
            sessions.remove(&key);
            return None;
        }
        session.used = Instant::now();
        Some(session.clone())
    }

    fn is_token(&self, id: &str) -> bool {
        self.tokens.all().is_ok_and(|all| all.iter().any(|t| t.id == id))
    }

    /// The token of a secret.
    async fn token(&self, text: &str, from: IpAddr) -> Result<Token, Problem> {
        let digest = hash(text);
        let state = self.tokens.state();
        {
            let mut known = lock(&self.known);
            if known.state != state {
                *known = Known { state, tokens: Vec::new() };
            }
            if let Some((_, token)) = known.tokens.iter().find(|(kept, _)| kept.ct_eq(&digest).into()) {
                return Ok(token.clone());
            }
        }
        if self.tries.check_key(&from).is_err() {
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many tokens were tried from this address");
            return Err(Problem { retry: Some(60), ..problem });
        }
        let _turn = self.hashing.acquire().await;
        let (tokens, text) = (self.tokens.clone(), text.to_owned());
        let found = tokio::task::spawn_blocking(move || tokens.recognise(&text)).await;
        match found {
            Ok(Ok(Some(token))) => {
                lock(&self.known).tokens.push((digest, token.clone()));
                Ok(token)
            }
            Ok(Ok(None)) => Err(Problem::new(StatusCode::UNAUTHORIZED, "this token is not known, or was taken back")),
            Ok(Err(error)) => {
                tracing::error!(%error, "the tokens cannot be read");
                Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the tokens cannot be read"))
            }
            Err(_) => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping")),
        }
    }

    /// Who sends a request with a token; `None` where it has none.
    async fn bearer(&self, parts: &Parts) -> Result<Option<Token>, Problem> {
        let Some(field) = parts.headers.get(header::AUTHORIZATION) else { return Ok(None) };
        let text = field.to_str().ok().and_then(|f| f.split_once(' '));
        let Some((_, token)) = text.filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer")) else {
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "expected the field Authorization: Bearer TOKEN"));
        };
        self.token(token.trim(), address(parts)).await.map(Some)
    }
}

const TWO: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);

/// A program that may write: its token's name.
#[derive(Debug, Clone)]
pub struct MayWrite(pub String);

impl FromRequestParts<Shared> for MayWrite {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        match state.access().bearer(parts).await? {
            Some(token) if token.scope == Scope::Write => Ok(Self(token.name)),
            Some(_) => Err(Problem::new(StatusCode::FORBIDDEN, "this token may only read")),
            None => {
                Err(Problem::new(StatusCode::UNAUTHORIZED, "writing needs a token; `onrecord token create` makes one"))
            }
        }
    }
}

/// A person that may write, once the form's proof is shown.
#[derive(Debug, Clone)]
pub struct Signed(Session);

impl Signed {
    /// Who writes, if the form carries the session's proof.
    ///
    /// # Errors
    /// When it carries another: the form is of another site, or of an older session.
    pub fn proven(self, csrf: &str) -> Result<String, Problem> {
        if self.0.csrf.as_bytes().ct_eq(csrf.as_bytes()).into() {
            Ok(self.0.name)
        } else {
            Err(Problem::new(StatusCode::FORBIDDEN, "this form is of another session; load its page again"))
        }
    }
}

impl FromRequestParts<Shared> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Problem> {
        match state.access().session_of(&parts.headers) {
            Some(session) if session.scope == Scope::Write => Ok(Self(session)),
            Some(_) => Err(Problem::new(StatusCode::FORBIDDEN, "this token may only read")),
            None => Err(Problem::new(StatusCode::UNAUTHORIZED, "sign in to write to the record")),
        }
    }
}

/// The session of a request, if it has one: what pages show to who is signed in.
#[derive(Debug, Clone)]
pub struct Visitor(pub Option<Session>);

impl FromRequestParts<Shared> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Self::Rejection> {
        Ok(Self(state.access().session_of(&parts.headers)))
    }
}

/// Lets through who may read; turns away other names of this host, forms of other sites, and who asks too much.
pub async fn gate(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let checked = async {
        host(&parts, state.options())?;
        same_site(&parts)?;
        let from = address(&parts);
        if let Some(rate) = state.access().rate.as_ref().filter(|_| !from.is_loopback())
            && rate.check_key(&from).is_err()
        {
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many requests from this address");
            return Err(Problem { retry: Some(1), ..problem });
        }
        let open = ["/session", "/assets/", "/api/v1/health"].iter().any(|p| parts.uri.path().starts_with(p));
        if state.options().read_token && !open {
            let allowed =
                state.access().session_of(&parts.headers).is_some() || state.access().bearer(&parts).await?.is_some();
            if !allowed {
                return Err(Problem::new(StatusCode::UNAUTHORIZED, "reading this record needs a token"));
            }
        }
        Ok(())
    };
    match checked.await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}

/// On loopback only its own names: a page of another site whose name leads here (DNS rebinding) is turned away.
fn host(parts: &Parts, options: &Options) -> Result<(), Problem> {
    let named = parts.headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let name = match named.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => named,
    };
    let bare = name.trim_matches(['[', ']']);
    let own = name.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let allowed = options.host.iter().any(|h| h.eq_ignore_ascii_case(name));
    if allowed || own || (options.host.is_empty() && !options.bind.ip().is_loopback()) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "this server does not answer under this name; --host allows one"))
}

/// What changes something comes from this site's pages or from no page at all.
fn same_site(parts: &Parts) -> Result<(), Problem> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let field = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
    let cross = field("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let host = field("host").unwrap_or_default();
    let other = field("origin").is_some_and(|o| o.split_once("://").is_none_or(|(_, of)| of != host));
    if cross || other {
        return Err(Problem::new(StatusCode::FORBIDDEN, "this request comes from a page of another site"));
    }
    Ok(())
}

/// The address that a request came from.
pub fn address(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
    parts.extensions.get::<Forwarded>().map(|f| f.0).or(peer).unwrap_or(IpAddr::from([0, 0, 0, 0]))
}

/// The address that a proxy of ours names, by the last entry of `X-Forwarded-For`.
#[derive(Debug, Clone, Copy)]
pub struct Forwarded(pub IpAddr);

/// Takes the address from the proxy's field; only where the operator says that there is a proxy.
pub async fn forwarded(mut request: Request, next: Next) -> Response {
    let last = request.headers().get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
    let named = last.and_then(|list| list.rsplit(',').next()).and_then(|a| a.trim().parse().ok());
    if let Some(named) = named {
        request.extensions_mut().insert(Forwarded(named));
    }
    next.run(request).await
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|v| v.split(';')).find_map(|c| c.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
