//! A graph of who wrote or spoke to whom: pairs with how often in, circles and arrows on a ring out.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

/// So many people are drawn, those with most communications.
const MOST: usize = 16;
/// The picture's measures.
pub const WIDTH: usize = 720;
/// Its height.
pub const HEIGHT: usize = 520;

/// A circle with its name.
pub struct Node {
    pub x: String,
    pub y: String,
    pub r: String,
    pub tx: String,
    pub ty: String,
    pub anchor: &'static str,
    pub name: String,
    pub short: String,
}

/// An arrow.
pub struct Edge {
    pub path: String,
    pub weight: String,
    pub title: String,
}

/// Circles and arrows for who to whom.
pub fn draw(pairs: &BTreeMap<(String, String), usize>) -> (Vec<Node>, Vec<Edge>) {
    let mut weights: BTreeMap<&str, usize> = BTreeMap::new();
    for ((from, to), n) in pairs {
        *weights.entry(from).or_default() += n;
        *weights.entry(to).or_default() += n;
    }
    let mut names: Vec<(&str, usize)> = weights.into_iter().collect();
    names.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
    names.truncate(MOST);
    let number = |v: f64| format!("{v:.1}");
    let (cx, cy) = (WIDTH as f64 / 2.0, HEIGHT as f64 / 2.0);
    let at = |i: usize| {
        let angle = TAU * i as f64 / names.len().max(1) as f64 - TAU / 4.0;
        (cx + 190.0 * angle.cos(), cy + 190.0 * angle.sin(), angle)
    };
    let nodes = names.iter().enumerate().map(|(i, (name, n))| {
        let (x, y, angle) = at(i);
        let r = 5.0 + (*n as f64).sqrt() * 2.0;
        let right = angle.cos();
        let anchor = if right > 0.3 {
            "start"
        } else if right < -0.3 {
            "end"
        } else {
            "middle"
        };
        let (tx, ty) = (cx + (204.0 + r) * angle.cos(), cy + (206.0 + r) * angle.sin() + 4.0);
        let mut short: String = name.chars().take(26).collect();
        if short.len() < name.len() {
            short.push('…');
        }
        Node {
            x: number(x),
            y: number(y),
            r: number(r),
            tx: number(tx),
            ty: number(ty),
            anchor,
            name: (*name).to_owned(),
            short,
        }
    });
    let place = |name: &str| names.iter().position(|(n, _)| *n == name);
    let edges = pairs.iter().filter(|((from, to), _)| from != to).filter_map(|((from, to), n)| {
        let ((x1, y1, _), (x2, y2, _)) = (at(place(from)?), at(place(to)?));
        // Arrows bend to one side, so that there and back are two.
        let (dx, dy) = (x2 - x1, y2 - y1);
        let length = dx.hypot(dy).max(1.0);
        let (mx, my) = (f64::midpoint(x1, x2) - dy / length * 24.0, f64::midpoint(y1, y2) + dx / length * 24.0);
        let back = 16.0 / length;
        Some(Edge {
            path: format!("M{x1:.1} {y1:.1}Q{mx:.1} {my:.1} {:.1} {:.1}", x2 - dx * back, y2 - dy * back),
            weight: number(1.0 + (*n as f64).sqrt()),
            title: format!("{from} to {to}: {n}"),
        })
    });
    (nodes.collect(), edges.collect())
}
