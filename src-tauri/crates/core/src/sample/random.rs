//! SplitMix64, the one source of variety in the sample: fixed seed in, the same numbers out on every machine.

/// A generator whose whole state is one number (Steele, Lea & Flood 2014).
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// Starts from a seed; each subject has its own, so that more of one does not move the others.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `from..=to`.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = to.saturating_sub(from).saturating_add(1).max(1);
        from + (self.next() % width as u64) as i64
    }

    /// A day of the month, 1 to 28.
    pub(super) fn day(&mut self) -> u32 {
        self.between(1, 28) as u32
    }

    /// One of a list that is not empty.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[(self.next() % of.len() as u64) as usize]
    }

    /// True in `percent` of a hundred.
    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// Minor units between two amounts in whole units, as prices look: some to the ten, some to the unit, some to the cent.
    pub(super) fn money(&mut self, from: i64, to: i64) -> i64 {
        let whole = self.between(from, to);
        match self.between(1, 10) {
            1..=4 => (whole + 5) / 10 * 10 * 100,
            5..=7 => whole * 100,
            _ => whole * 100 + self.between(0, 99),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn numbers_are_those_published_for_split_mix_64() {
        // Expected values: the reference implementation's output for seed 1234567 (Vigna, splitmix64.c).
        let mut random = Random::new(1_234_567);
        let numbers = [random.next(), random.next(), random.next()];
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }
}
