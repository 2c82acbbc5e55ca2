//! A graph of who wrote or spoke to whom: pairs with how often in, a column of names with arcs beside it out.
//!
//! Example: Ruiz's letter to Okafor and his reply are two names below each other, one arc down and one, outside it, up. Names are text in rows, so
//! that none covers another, on a phone neither.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// So many people are drawn, those with most communications.
const MOST: usize = 18;
/// How wide the picture is.
pub const WIDTH: usize = 340;
/// Where names end, and where arcs begin.
const NAMES: f64 = 190.0;
const ARCS: f64 = 206.0;
/// From row to row, and how much more from one circle of people to the next.
const ROW: f64 = 30.0;
const GAP: f64 = 16.0;
/// The longest name, in characters.
const LONGEST: usize = 25;

/// A name with its dot.
pub struct Node {
    pub name: String,
    pub short: String,
    pub link: String,
    pub x: f64,
    pub y: f64,
    pub dot: f64,
    pub r: String,
}

/// An arrow.
pub struct Edge {
    pub path: String,
    pub weight: String,
    pub title: String,
}

/// A picture.
#[derive(Default)]
pub struct Graph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    pub height: usize,
    /// How many people are not drawn.
    pub left_out: usize,
}

/// Draws who to whom; `link` gives the page of a name.
pub fn draw(pairs: &BTreeMap<(String, String), usize>, link: impl Fn(&str) -> String) -> Graph {
    let mut weights: BTreeMap<&str, usize> = BTreeMap::new();
    for ((from, to), n) in pairs {
        *weights.entry(from).or_default() += n;
        *weights.entry(to).or_default() += n;
    }
    // The pairs that met most often first: nobody is drawn without an arrow.
    let mut most: Vec<(&(String, String), &usize)> = pairs.iter().filter(|((from, to), _)| from != to).collect();
    most.sort_by_key(|(pair, n)| (std::cmp::Reverse(**n), *pair));
    let mut names: Vec<&str> = Vec::new();
    for ((from, to), _) in most {
        let new: Vec<&str> = [from.as_str(), to].into_iter().filter(|n| !names.contains(n)).collect();
        if names.len() + new.len() <= MOST {
            names.extend(new);
        }
    }
    names.sort_by_key(|name| (std::cmp::Reverse(weights[name]), *name));
    let left_out = weights.len().saturating_sub(names.len());
    let rows = rows(&names, pairs);
    let mut nodes = Vec::new();
    let mut at: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    let mut y = ROW / 2.0;
    for (n, (name, first)) in rows.iter().enumerate() {
        if *first && n > 0 {
            y += GAP;
        }
        at.insert(name, (n, y));
        let letters: Vec<char> = name.chars().collect();
        let short = if letters.len() > LONGEST {
            letters[..LONGEST - 1].iter().collect::<String>().trim_end().to_owned() + "…"
        } else {
            (*name).to_owned()
        };
        nodes.push(Node {
            name: (*name).to_owned(),
            short,
            link: link(name),
            x: NAMES,
            y,
            dot: ARCS - 6.0,
            r: format!("{:.1}", (2.5 + (weights[name] as f64).sqrt()).min(6.0)),
        });
        y += ROW;
    }
    let edges = pairs.iter().filter(|((from, to), _)| from != to).filter_map(|((from, to), n)| {
        let (&(a, from_y), &(b, to_y)) = (at.get(from.as_str())?, at.get(to.as_str())?);
        let rows = a.abs_diff(b) as f64;
        // What goes up runs outside of what goes down, so that there and back are two.
        let (start, end, out) = if a < b { (from_y + 3.0, to_y - 3.0, 0.0) } else { (from_y + 7.0, to_y - 7.0, 14.0) };
        let far = ARCS + (26.0 + 20.0 * rows + out).min((WIDTH as f64 - ARCS - 4.0) / 0.75);
        let end_x = ARCS + 5.0;
        Some(Edge {
            path: format!("M{ARCS} {start}C{far:.0} {start} {far:.0} {end} {end_x} {end}"),
            weight: format!("{:.1}", (0.9 + (*n as f64).sqrt() * 0.5).min(4.0)),
            title: format!("{from} to {to}: {n}"),
        })
    });
    Graph { edges: edges.collect(), nodes, height: y as usize, left_out }
}

/// The names in order, those that are connected together, and whether a circle begins with one.
fn rows<'a>(names: &[&'a str], pairs: &BTreeMap<(String, String), usize>) -> Vec<(&'a str, bool)> {
    let mut out = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for &start in names {
        if !seen.insert(start) {
            continue;
        }
        let mut open = VecDeque::from([(start, true)]);
        while let Some((name, first)) = open.pop_front() {
            out.push((name, first));
            for &other in names {
                let met = |a: &str, b: &str| pairs.contains_key(&(a.to_owned(), b.to_owned()));
                if (met(name, other) || met(other, name)) && seen.insert(other) {
                    open.push_back((other, false));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(all: &[(&str, &str)]) -> BTreeMap<(String, String), usize> {
        all.iter().map(|(a, b)| (((*a).to_owned(), (*b).to_owned()), 1)).collect()
    }

    #[test]
    fn who_is_connected_stands_together() {
        let graph = draw(&pairs(&[("Ana", "Tom"), ("Bo", "Cy"), ("Tom", "Ana")]), str::to_owned);
        let names: Vec<&str> = graph.nodes.iter().map(|n| n.name.as_str()).collect();
        assert_eq!(names, ["Ana", "Tom", "Bo", "Cy"]);
        assert_eq!(graph.edges.len(), 3);
        assert!(graph.nodes[2].y - graph.nodes[1].y > graph.nodes[1].y - graph.nodes[0].y);
        assert_ne!(graph.edges[0].path, graph.edges[2].path);
    }

    #[test]
    fn of_many_those_with_most_are_drawn_inside_the_picture() {
        let names: Vec<(String, String)> =
            (0..40).map(|n| ("Ana Ruiz".to_owned(), format!("Reader {n:02} of the Harbour Post"))).collect();
        let all: Vec<(&str, &str)> = names.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let graph = draw(&pairs(&all), str::to_owned);
        assert_eq!((graph.nodes.len(), graph.left_out), (MOST, 41 - MOST));
        assert_eq!(graph.nodes[0].name, "Ana Ruiz");
        assert!(graph.nodes.iter().all(|n| n.y < graph.height as f64 && n.short.chars().count() <= LONGEST));
        assert!(draw(&BTreeMap::new(), str::to_owned).nodes.is_empty());
    }
}
