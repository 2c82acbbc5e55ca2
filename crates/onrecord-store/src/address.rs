//! When two addresses are one: an address in, the form that reports are told apart by out.
//!
//! Example: `HTTP://Example.org:80/a?utm_source=x#top` and `https://example.org/a` both give `example.org/a`. **Leaves alone** all other
//! parts of the query: they may name the report.

use url::Url;

/// Parts of a query that say how a reader came and not what he reads.
const TRACKING: [&str; 12] = [
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "cmpid",
    "ocid",
    "smid",
    "ref_src",
    "at_medium",
];

/// The form that addresses are compared in; `None` for what is no address of one page: a host's first page names no report.
pub(crate) fn same(address: &str) -> Option<String> {
    let mut url = Url::parse(address.trim()).ok().filter(|u| matches!(u.scheme(), "http" | "https"))?;
    let tracked = |name: &str| name.starts_with("utm_") || TRACKING.contains(&name);
    let kept: Vec<(String, String)> =
        url.query_pairs().filter(|(name, _)| !tracked(name)).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
    if kept.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    let path = url.path().trim_end_matches('/');
    let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
    if path.is_empty() && query.is_empty() {
        return None;
    }
    let host = url.host_str()?.trim_end_matches('.');
    let port = url.port().map(|p| format!(":{p}")).unwrap_or_default();
    Some(format!("{host}{port}{path}{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_tracking_and_fragment_do_not_tell_reports_apart() {
        for address in
            ["HTTP://Example.org:80/a/?utm_source=x&fbclid=1#top", "https://example.org/a", " https://example.org./a/ "]
        {
            assert_eq!(same(address).as_deref(), Some("example.org/a"), "{address}");
        }
        assert_eq!(same("https://example.org:8080/?id=7&utm_medium=m").as_deref(), Some("example.org:8080?id=7"));
        assert_ne!(same("https://example.org/A"), same("https://example.org/a"));
    }

    #[test]
    fn what_names_no_report_gives_nothing() {
        for address in ["https://example.org/", "https://example.org", "ftp://example.org/a", "report.txt", ""] {
            assert_eq!(same(address), None, "{address}");
        }
    }
}
