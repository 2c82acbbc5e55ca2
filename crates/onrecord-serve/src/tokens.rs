//! Tokens: who may read and who may write. A record's file in, tokens that are made, listed, taken back and recognised out.
//!
//! The tokens of `notes.db` stand in `notes.db.tokens`, a line of JSON each: a name, what it allows, and the Argon2id hash (RFC 9106) of its
//! secret. The secret itself, `onr_4f1c…`, is shown once, when it is made.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

/// What a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// To read, where reading needs a token.
    Read,
    /// To read and to write.
    Write,
}

/// A token without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Eight hexadecimal digits, the first part of the secret's text.
    pub id: String,
    /// For whom it was made; corrections carry it as their author.
    pub name: String,
    /// What it allows.
    pub scope: Scope,
    /// When it was made, RFC 3339.
    pub made: String,
    /// The Argon2id hash of the secret, as a PHC string.
    hash: String,
}

/// The tokens of a record.
#[derive(Debug, Clone)]
pub struct Tokens {
    path: PathBuf,
}

impl Tokens {
    /// The tokens of the record in this file.
    #[must_use]
    pub fn of(record: &Path) -> Self {
        let mut path = record.as_os_str().to_owned();
        path.push(".tokens");
        Self { path: path.into() }
    }

    /// All tokens, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read or a line is no token.
    pub fn all(&self) -> io::Result<Vec<Token>> {
        let text = match std::fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(|e| self.wrong("read", &e.to_string()))?,
        };
        let line = |(n, line): (usize, &str)| {
            serde_json::from_str(line).map_err(|e| self.wrong("read", &format!("line {} is no token: {e}", n + 1)))
        };
        text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()).map(line).collect()
    }

    /// When the file last changed; two equal answers mean that it did not.
    #[must_use]
    pub fn state(&self) -> Option<(std::time::SystemTime, u64)> {
        let data = std::fs::metadata(&self.path).ok()?;
        Some((data.modified().ok()?, data.len()))
    }

    /// Makes a token; the secret's text is given here and never again. `now`: RFC 3339.
    ///
    /// # Errors
    /// When there is one of this name, the name is empty, or the file cannot be written.
    pub fn make(&self, name: &str, scope: Scope, now: &str) -> io::Result<(Token, String)> {
        let mut all = self.all()?;
        if name.trim().is_empty() || name.chars().any(char::is_control) {
            return Err(self.wrong("write", "a token needs a name that can be printed"));
        }
        if all.iter().any(|t| t.name == name) {
            return Err(self.wrong("write", &format!("there is a token of the name {name:?}; revoke it first")));
        }
        let (id, secret) = (random::<4>()?, random::<24>()?);
        let text = format!("onr_{id}_{secret}");
        let hash = Argon2::default().hash_password(secret.as_bytes()).map_err(|e| io::Error::other(e.to_string()))?;
        let token = Token { id, name: name.to_owned(), scope, made: now.to_owned(), hash: hash.to_string() };
        all.push(token.clone());
        self.keep(&all)?;
        Ok((token, text))
    }

    /// Takes a token back, by its name or identity; `None` where there is none.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn revoke(&self, name: &str) -> io::Result<Option<Token>> {
        let mut all = self.all()?;
        let Some(at) = all.iter().position(|t| t.name == name || t.id == name) else { return Ok(None) };
        let gone = all.remove(at);
        self.keep(&all)?;
        Ok(Some(gone))
    }

    /// Whose secret this is; takes tens of milliseconds, as Argon2 is meant to.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recognise(&self, text: &str) -> io::Result<Option<Token>> {
        let Some((id, secret)) = text.trim().strip_prefix("onr_").and_then(|rest| rest.split_once('_')) else {
            return Ok(None);
        };
        let Some(token) = self.all()?.into_iter().find(|t| t.id == id) else { return Ok(None) };
        let hash = PasswordHash::new(&token.hash).map_err(|e| self.wrong("use", &e.to_string()))?;
        let right = Argon2::default().verify_password(secret.as_bytes(), &hash).is_ok();
        Ok(right.then_some(token))
    }

    /// Writes all tokens, whole or not at all, for the owner's eyes only.
    fn keep(&self, all: &[Token]) -> io::Result<()> {
        let mut place = self.path.clone().into_os_string();
        place.push(".new");
        let mut text = String::new();
        for token in all {
            text += &serde_json::to_string(token)?;
            text.push('\n');
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let write = || {
            let mut file = options.open(&place)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&place, &self.path)
        };
        write().map_err(|e| self.wrong("write", &e.to_string()))
    }

    fn wrong(&self, what: &str, found: &str) -> io::Error {
        io::Error::other(format!("cannot {what} the tokens {:?}: {found}", self.path.to_string_lossy()))
    }
}

/// `N` random bytes of the system in hexadecimal.
///
/// # Errors
/// When the system gives none.
pub fn random<const N: usize>() -> io::Result<String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| io::Error::other(format!("cannot get random bytes: {e}")))?;
    Ok(HEXLOWER.encode(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_shown_once_recognised_and_taken_back() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let tokens = Tokens::of(&folder.path().join("r.db"));
        assert_eq!((tokens.all()?, tokens.recognise("onr_0_0")?), (Vec::new(), None));
        let (token, text) = tokens.make("desk", Scope::Write, "2026-03-14T09:00:00Z")?;
        let kept = std::fs::read_to_string(folder.path().join("r.db.tokens"))?;
        assert!(kept.contains("$argon2id$") && !kept.contains(text.rsplit('_').next().unwrap_or_default()), "{kept}");
        assert_eq!(tokens.recognise(&text)?, Some(token.clone()));
        let mut other = text.clone();
        other.pop();
        for wrong in ["", "onr_", "onr_x", &other, &format!("{text}0"), &text.replace("onr_", "onr")] {
            assert_eq!(tokens.recognise(wrong)?, None, "{wrong}");
        }
        assert!(tokens.make("desk", Scope::Read, "now").is_err_and(|e| e.to_string().contains("revoke it first")));
        assert!(tokens.make("\n", Scope::Read, "now").is_err());
        assert_eq!(tokens.revoke("desk")?, Some(token));
        assert_eq!((tokens.recognise(&text)?, tokens.revoke("desk")?), (None, None));
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_file() -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir()?;
        Tokens::of(&folder.path().join("r.db")).make("desk", Scope::Read, "now")?;
        let mode = std::fs::metadata(folder.path().join("r.db.tokens"))?.permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        Ok(())
    }
}
