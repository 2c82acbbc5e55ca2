//! The digests that a record names, held against its bytes: `WARC-Block-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ` in, whether it holds out.
//!
//! **Finds** SHA-1, SHA-256, SHA-384, SHA-512 in base 32, base 16 or base 64. **Leaves alone** other algorithms, which prove nothing here. **Why**: a byte
//! that changed on a disk changes what somebody is recorded to have said. **Source**: ISO 28500:2017, 5.8 and 5.9.

use data_encoding::{BASE32, BASE64, HEXLOWER_PERMISSIVE};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// A digest as a record names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    algorithm: Algorithm,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Named {
    /// Takes a field's value apart; `None` for an algorithm that is not known here.
    pub fn of(field: &str) -> Option<Self> {
        let (name, value) = field.trim().split_once(':')?;
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let algorithm = match name.to_ascii_lowercase().as_str() {
            "sha1" => Algorithm::Sha1,
            "sha256" => Algorithm::Sha256,
            "sha384" => Algorithm::Sha384,
            "sha512" => Algorithm::Sha512,
            _ => return None,
        };
        Some(Self { algorithm, value: value.trim().to_owned() })
    }

    /// Whether `pieces`, one after the other, have this digest.
    pub fn holds(&self, pieces: &[&[u8]]) -> bool {
        fn digest<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
            let mut all = D::new();
            for piece in pieces {
                all.update(piece);
            }
            all.finalize().to_vec()
        }
        let found = match self.algorithm {
            Algorithm::Sha1 => digest::<Sha1>(pieces),
            Algorithm::Sha256 => digest::<Sha256>(pieces),
            Algorithm::Sha384 => digest::<Sha384>(pieces),
            Algorithm::Sha512 => digest::<Sha512>(pieces),
        };
        let given = self.value.trim_end_matches('=');
        let is = |written: String| written.trim_end_matches('=') == given;
        // Each base has a length of its own for the same bytes, so that none is taken for another.
        is(BASE64.encode(&found))
            || given.to_ascii_uppercase() == BASE32.encode(&found).trim_end_matches('=')
            || HEXLOWER_PERMISSIVE.decode(given.as_bytes()).is_ok_and(|bytes| bytes == found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_digest_is_read() {
        for field in [
            "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N",
            "SHA-1:vl2mmho4yxukfwv63yhtwsbm3gxksq2n",
            "sha1:aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
            "sha1:AAF4C61DDCC5E8A2DABEDE0F3B482CD9AEA9434D",
            "sha1:qvTGHdzF6KLavt4PO0gs2a6pQ00=",
            "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
            "sha-256:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
        ] {
            let named = Named::of(field).expect("a digest");
            assert!(named.holds(&[b"hel", b"lo"]), "{field}");
            assert!(!named.holds(&[b"hello."]), "{field}");
        }
        assert_eq!(Named::of("md5:5d41402abc4b2a76b9719d911017c592"), None);
        assert_eq!(Named::of("nonsense"), None);
    }
}
