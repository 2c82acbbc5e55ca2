//! Chooses when a report was published and changed, among all the days that a page names.
//!
//! **Finds** days in the order of trust: JSON-LD, Open Graph, other metadata, `<time>`, the address, visible text. **Leaves
//! alone** the days of related stories, comments and sites. **Why** not simply the first: JSON-LD may lie. A day after all others is
//! not believed, nor one that equals the last change while another source tells an earlier publication. Where computers
//! wrote UTC and the page itself names the local day or hour of the same moment, the page's own is taken.

use std::cmp::Ordering;

use super::candidates::{Candidate, Role};
use super::{Date, DateFrom};

/// The publication and the last change among all candidates, which stand in the order of trust.
pub(super) fn choose(all: &[Candidate]) -> (Option<Date>, Option<Date>) {
    let told: Vec<Candidate> = all.iter().filter(|c| c.role == Role::Published).copied().collect();
    let changes: Vec<Candidate> = all.iter().filter(|c| c.role == Role::Updated).copied().collect();
    let best = told.iter().position(|c| !after_all(c, all)).or(if told.is_empty() { None } else { Some(0) });
    let published = best.map(|i| {
        let first = earlier_told(told[i], &told, &changes).unwrap_or(told[i]);
        local(finest(first, &told), all)
    });
    let not_before = |c: &&Candidate| published.is_none_or(|p| c.moment.order(p.moment) != Ordering::Less);
    // Where software writes the publication in both fields, another source may know the change.
    let other = |c: &&Candidate| published.is_none_or(|p| c.moment.day != p.moment.day);
    let later = changes.iter().filter(not_before).find(other).or_else(|| changes.iter().find(not_before));
    let updated = later.map(|c| local(finest(*c, &changes), all));
    let updated = updated.filter(|c| not_before(&c));
    let date = |c: Candidate| Date { value: c.moment.text(), from: c.from };
    (published.map(date), updated.map(date))
}

/// Whether a day stands after every other that the page names, of at least two sources: such a day is made by the server.
fn after_all(one: &Candidate, all: &[Candidate]) -> bool {
    let mut others: Vec<&Candidate> = all.iter().filter(|c| c.from != one.from || c.role != one.role).collect();
    others.retain(|c| c.from != DateFrom::Time || c.told);
    let sources = others.iter().map(|c| c.from as u8).collect::<std::collections::BTreeSet<_>>().len();
    sources > 1 && others.iter().all(|c| one.moment.days_after(c.moment) > 1)
}

/// The earlier day that another source surely tells, where the day found is that of the last change.
fn earlier_told(one: Candidate, told: &[Candidate], changes: &[Candidate]) -> Option<Candidate> {
    changes.iter().find(|c| c.moment.day == one.moment.day)?;
    let sure = |c: &&Candidate| c.told && c.from != one.from && one.moment.days_after(c.moment) > 1;
    told.iter().find(sure).copied()
}

/// The same moment as the source tells it that knows most of it.
fn finest(one: Candidate, told: &[Candidate]) -> Candidate {
    let same = told.iter().filter(|c| c.moment.day == one.moment.day && c.moment.precision() > one.moment.precision());
    let metadata = same.filter(|c| !matches!(c.from, DateFrom::Text | DateFrom::Time) || c.told);
    metadata.fold(one, |best, c| if c.moment.precision() > best.moment.precision() { *c } else { best })
}

/// The same moment in the outlet's own zone, where one source has it; else the outlet's own day beside it.
fn local(one: Candidate, all: &[Candidate]) -> Candidate {
    if !one.moment.is_utc() {
        return one;
    }
    let same = |c: &&Candidate| !c.moment.is_utc() && c.moment.same_instant(one.moment);
    if let Some(found) = all.iter().find(same) {
        return *found;
    }
    let own = |c: &&Candidate| {
        matches!(c.from, DateFrom::Url | DateFrom::Text)
            && c.role == one.role
            && c.moment.days_after(one.moment).abs() == 1
    };
    all.iter().find(own).copied().unwrap_or(one)
}

#[cfg(test)]
mod tests {
    use super::super::metadata;
    use super::DateFrom;

    /// A page of an outlet that does not exist, with `head` and `body`, and another story beside it.
    fn page(head: &str, body: &str) -> String {
        format!(
            "<html lang='en'><head><title>Harbour opens again - Courier</title>{head}</head><body><nav>1 January 2001</nav>\
             <h1>Harbour opens again</h1>{body}<p>{}</p><div class='related-stories'><time class='published' \
             datetime='2011-01-01'>1 January 2011</time></div><div id='comments'>Posted 5 May 2015</div></body></html>",
            "Nobody on the quay had heard of it before the gates were open. ".repeat(40)
        )
    }

    fn found(head: &str, body: &str) -> String {
        let told = metadata(&page(head, body), None);
        let date = |d: Option<super::Date>| d.map_or("none".to_owned(), |d| format!("{} {:?}", d.value, d.from));
        format!("{}; {}", date(told.published), date(told.updated))
    }

    fn script(json: &str) -> String {
        format!("<script type='application/ld+json'>{json}</script>")
    }

    fn article(published: &str) -> String {
        script(&format!(
            "{{\"@type\":\"NewsArticle\",\"headline\":\"Harbour opens again\",\"datePublished\":\"{published}\"}}"
        ))
    }

    const OG: &str = "<meta property='article:published_time' content='2024-03-14T09:30:00+01:00'>";

    #[test]
    fn the_day_of_an_embedded_post_is_not_the_reports() {
        let post =
            "<blockquote class='twitter-tweet'><p>We are safe.</p>— Kofi Mensah (@kofi) March 3, 2024</blockquote>";
        assert_eq!(found("", post), "none; none");
    }

    #[test]
    fn each_source_is_read() {
        for (head, body, expected) in [
            (article("2024-03-14T09:30:00+01:00").as_str(), "", "2024-03-14T09:30:00+01:00 JsonLd; none"),
            (OG, "", "2024-03-14T09:30:00+01:00 OpenGraph; none"),
            ("<meta name='article:published_time' content='03-14-2024'>", "", "2024-03-14 OpenGraph; none"),
            ("<meta name='parsely-pub-date' content='2024-03-14'>", "", "2024-03-14 Meta; none"),
            ("<meta name='DC.date' content='2024-03-14'>", "", "2024-03-14 Meta; none"),
            (
                "",
                "<span itemprop='datePublished' content='2024-03-14T09:30'>14 March</span>",
                "2024-03-14T09:30 Meta; none",
            ),
            ("", "<time datetime='2024-03-14'>14 March</time>", "2024-03-14 Time; none"),
            ("<link rel='canonical' href='https://courier.example/2024/03/14/harbour'>", "", "2024-03-14 Url; none"),
            ("<link rel='canonical' href='https://courier.example/2024/mar/14/harbour'>", "", "2024-03-14 Url; none"),
            ("<link rel='canonical' href='https://courier.example/story-20240314'>", "", "2024-03-14 Url; none"),
            ("", "<p>Published 14 March 2024 09:30 GMT</p>", "2024-03-14T09:30+00:00 Text; none"),
            ("", "<p>By Ana Ruiz | Mar 14, 2024</p>", "2024-03-14 Text; none"),
            ("", "<p>Published</p><p>14 March 2024</p>", "2024-03-14 Text; none"),
            ("", "<p>Updated March 14, 2024</p>", "none; 2024-03-14 Text"),
            ("", "", "none; none"),
        ] {
            assert_eq!(found(head, body), expected, "{head} {body}");
        }
    }

    #[test]
    fn broken_and_empty_days_are_passed_over() {
        for bad in ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00", "", "soon", "2024-02-31"] {
            assert_eq!(found(&(article(bad) + OG), ""), "2024-03-14T09:30:00+01:00 OpenGraph; none", "{bad}");
        }
    }

    #[test]
    fn the_days_of_a_site_or_an_organisation_are_not_the_reports() {
        let site = script(
            r#"{"@graph":[{"@type":"WebSite","datePublished":"2009-01-01"},{"@type":"Organization","datePublished":"2008-01-01"}]}"#,
        );
        assert_eq!(found(&(site + OG), ""), "2024-03-14T09:30:00+01:00 OpenGraph; none");
    }

    #[test]
    fn a_day_after_all_others_is_not_believed() {
        let url = "<link rel='canonical' href='https://courier.example/2024/03/14/harbour'>";
        assert_eq!(found(&(article("2031-05-01") + OG + url), ""), "2024-03-14T09:30:00+01:00 OpenGraph; none");
    }

    #[test]
    fn a_change_does_not_pose_as_the_publication() {
        let changed = "<meta property='article:modified_time' content='2025-06-01T10:00:00Z'>";
        assert_eq!(
            found(&(article("2025-06-01T10:00:00Z") + OG + changed), ""),
            "2024-03-14T09:30:00+01:00 OpenGraph; 2025-06-01T10:00:00Z OpenGraph"
        );
        assert_eq!(
            found("", "<p>Updated 16 March 2024, first published 14 March 2024</p>"),
            "2024-03-14 Text; 2024-03-16 Text"
        );
    }

    #[test]
    fn a_change_before_the_publication_is_none() {
        let changed = "<meta property='article:modified_time' content='2024-03-13T10:00:00+01:00'>";
        assert_eq!(found(&(OG.to_owned() + changed), ""), "2024-03-14T09:30:00+01:00 OpenGraph; none");
    }

    #[test]
    fn the_outlets_own_zone_and_day_are_taken() {
        let utc = "<meta property='article:published_time' content='2024-03-15T02:30:00+00:00'>";
        assert_eq!(
            found(utc, "<time datetime='2024-03-14T21:30:00-05:00'>14 March</time>"),
            "2024-03-14T21:30:00-05:00 Time; none"
        );
        let url = "<link rel='canonical' href='https://courier.example/2024/03/14/harbour'>";
        assert_eq!(found(&(utc.to_owned() + url), ""), "2024-03-14 Url; none");
    }

    #[test]
    fn the_source_that_knows_the_time_is_taken() {
        assert_eq!(found(&(article("2024-03-14") + OG), ""), "2024-03-14T09:30:00+01:00 OpenGraph; none");
    }

    #[test]
    fn numbers_are_read_in_the_order_of_the_page() {
        let body = |text: &str| found("", &format!("<p class='date'>{text}</p>"));
        assert_eq!(body("03/04/2024"), "none; none");
        assert_eq!(body("25/04/2024"), "2024-04-25 Text; none");
        let british = page("", "<p class='date'>03/04/2024</p>").replace("lang='en'", "lang='en-GB'");
        assert_eq!(metadata(&british, None).published.map(|d| d.value).as_deref(), Some("2024-04-03"));
    }

    #[test]
    fn an_address_given_by_the_caller_counts() {
        let told = metadata(&page("", ""), Some("https://courier.example/2024-03-14-harbour.html"));
        assert_eq!(told.published.map(|d| (d.value, d.from)), Some(("2024-03-14".to_owned(), DateFrom::Url)));
    }
}
