//! The order in which rules are asked: who sets a tag, a flag, a warehouse comes before who asks for it. Rules that wait for each other
//! have no such order and are named.

use super::field::Field;
use super::fold::fold;
use super::rule::{Action, Condition, Op, Rule};

/// Places of the rules in the order of asking; among those that do not wait for each other the higher priority first, then as written.
/// Fails with the names of rules that wait for each other in a ring.
pub fn sequence(rules: &[&Rule]) -> Result<Vec<usize>, Vec<String>> {
    let mut left: Vec<usize> = (0..rules.len()).collect();
    left.sort_by_key(|at| std::cmp::Reverse(rules[*at].priority));
    // Who has to come before whom. A rule may read what it sets itself: it is asked once.
    let waits: Vec<Vec<usize>> = (0..rules.len())
        .map(|reader| (0..rules.len()).filter(|writer| *writer != reader && feeds(rules[*writer], rules[reader])).collect())
        .collect();
    let mut done = vec![false; rules.len()];
    let mut out = Vec::with_capacity(rules.len());
    while !left.is_empty() {
        let Some(at) = left.iter().position(|rule| waits[*rule].iter().all(|w| done[*w])) else {
            return Err(ring(&left, &waits, &done).into_iter().map(|at| rules[at].name.clone()).collect());
        };
        let rule = left.remove(at);
        done[rule] = true;
        out.push(rule);
    }
    Ok(out)
}

/// One ring among those that are left: each of them waits for one that is left, so walking on comes back to where it was.
fn ring(left: &[usize], waits: &[Vec<usize>], done: &[bool]) -> Vec<usize> {
    let mut way = vec![left[0]];
    loop {
        let here = way[way.len() - 1];
        let Some(next) = waits[here].iter().copied().find(|w| !done[*w]) else { return way };
        if let Some(at) = way.iter().position(|seen| *seen == next) {
            return way.split_off(at);
        }
        way.push(next);
    }
}

/// Can what `writer` sets change what `reader` asks for? Two shops that share no order do not matter to each other.
fn feeds(writer: &Rule, reader: &Rule) -> bool {
    let written: Vec<(Field, String)> = writer.then.iter().filter_map(Action::writes).collect();
    !written.is_empty()
        && share_a_shop(writer, reader)
        && reader.when.conditions().iter().any(|c| written.iter().any(|(field, value)| *field == c.field && matters(c, value)))
}

/// Is there a shop in which both hold?
pub fn share_a_shop(a: &Rule, b: &Rule) -> bool {
    a.shops.is_empty() || b.shops.is_empty() || a.shops.iter().any(|s| b.shops.iter().any(|t| fold(s) == fold(t)))
}

/// Setting a single value always matters, as it also takes the old one away; a further tag only where the condition can mean it.
fn matters(c: &Condition, value: &str) -> bool {
    if c.field != Field::Tag {
        return true;
    }
    let value = fold(value);
    match c.op {
        Op::Is | Op::IsNot | Op::In => c.value.0.iter().any(|v| fold(v) == value),
        Op::Contains | Op::ContainsNot => c.value.0.iter().any(|v| value.contains(&fold(v))),
        _ => true,
    }
}
