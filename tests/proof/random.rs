//! Choices by a seed, the same on every machine.

/// Numbers by a seed.
pub struct Random(u64);

impl Random {
    /// A text's own numbers.
    pub fn of(seed: &str) -> Self {
        Self(
            seed.bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
                | 1,
        )
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }
}

/// Combinations of choices: all where that is no more than `most`, else each alone beside the first of the others, and as
/// many by chance as are left.
pub fn picks(sizes: &[usize], most: usize, random: &mut Random) -> Vec<Vec<usize>> {
    let product = sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size));
    if product.is_some_and(|product| product <= most) {
        return all(sizes);
    }
    let mut picks = Vec::new();
    let share = most / (2 * sizes.len()).max(1);
    for (place, size) in sizes.iter().enumerate() {
        picks.extend((0..*size).step_by(size / share.max(1) + 1).map(|pick| {
            let mut alone = vec![0; sizes.len()];
            alone[place] = pick;
            alone
        }));
    }
    while picks.len() < most {
        // Something stands at most places, more often than not.
        let pick = |size: &usize, random: &mut Random| match random.below(4) {
            0 => random.below(2).min(size - 1),
            _ => random.below(*size),
        };
        picks.push(sizes.iter().map(|size| pick(size, random)).collect());
    }
    picks
}

fn all(sizes: &[usize]) -> Vec<Vec<usize>> {
    sizes.iter().fold(vec![Vec::new()], |heads, size| {
        let longer = |head: &Vec<usize>| (0..*size).map(|pick| [&head[..], &[pick]].concat()).collect::<Vec<_>>();
        heads.iter().flat_map(longer).collect()
    })
}
