//! Money is an `i64` of 1/100 currency units ("fen"). Reading it from cells is the reader's business; here it is split, summed and shown.

/// `12.30`, `-0.05`: two decimals, no grouping, no currency sign.
pub fn plain(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let size = fen.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// `¥1,204,331.50`, for people.
pub fn yuan(fen: i64) -> String {
    let text = plain(fen.saturating_abs());
    let (whole, cents) = text.split_at(text.len() - 3);
    let mut out = String::with_capacity(text.len() + 8);
    if fen < 0 {
        out.push('-');
    }
    out.push('¥');
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out.push_str(cents);
    out
}

/// Splits `total_fen` by weights so that the parts always sum to the whole; the rest goes to the first parts by largest remainder.
/// With no positive weight the whole goes to the first part. Empty weights give an empty list.
pub fn split(total_fen: i64, weights: &[u64]) -> Vec<i64> {
    if weights.is_empty() {
        return Vec::new();
    }
    let sum: u128 = weights.iter().map(|w| u128::from(*w)).sum();
    if sum == 0 {
        let mut parts = vec![0; weights.len()];
        parts[0] = total_fen;
        return parts;
    }
    let size = u128::from(total_fen.unsigned_abs());
    let sign = total_fen.signum();
    let mut parts: Vec<i64> = Vec::with_capacity(weights.len());
    let mut rests: Vec<(u128, usize)> = Vec::with_capacity(weights.len());
    for (i, w) in weights.iter().enumerate() {
        let share = size * u128::from(*w);
        // A share is at most `size`, which came from an i64.
        parts.push((share / sum) as i64);
        rests.push((share % sum, i));
    }
    let mut left = size as i64 - parts.iter().sum::<i64>();
    rests.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, i) in rests {
        if left == 0 {
            break;
        }
        parts[i] += 1;
        left -= 1;
    }
    parts.iter().map(|p| p * sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shown() {
        for (fen, plain_text, yuan_text) in [
            (0, "0.00", "¥0.00"),
            (5, "0.05", "¥0.05"),
            (-5, "-0.05", "-¥0.05"),
            (120_433_150, "1204331.50", "¥1,204,331.50"),
            (-100_000, "-1000.00", "-¥1,000.00"),
        ] {
            assert_eq!(plain(fen), plain_text);
            assert_eq!(yuan(fen), yuan_text);
        }
    }

    proptest! {
        #[test]
        fn a_split_sums_to_the_whole(total in -1_000_000_000_000i64..1_000_000_000_000, weights in proptest::collection::vec(0u64..1_000_000, 1..20)) {
            let parts = split(total, &weights);
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
        }
    }
}
