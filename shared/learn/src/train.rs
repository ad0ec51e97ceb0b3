//! Linear tables and network, trained together on the sum of their logits.

use classify::model::{heads::HEADS, read::share, weights::WIDTHS};

use crate::{
    Train,
    examples::{Example, FIRST},
    network::{Network, Trace},
    random::Random,
    rows::Known,
    vectors::Vectors,
};

/// Examples between two steps of the network.
const BATCH: usize = 24;

/// The model while it is trained.
#[derive(Debug)]
pub(crate) struct Model<'v> {
    pub(crate) linear: Vec<f32>,
    square: Vec<f32>,
    pub(crate) bias: [f32; HEADS],
    source_bias: Vec<[f32; HEADS]>,
    pub(crate) network: Network,
    vectors: &'v Vectors,
    keys: &'v [u32],
    random: Random,
    trace: Trace,
    with: [bool; 3],
    with_network: bool,
}

impl<'v> Model<'v> {
    pub(crate) fn new(args: &Train, vectors: &'v Vectors, keys: &'v [u32], sources: usize) -> Self {
        let mut random = Random::new(args.seed);
        Self {
            linear: vec![0.0; FIRST[3] * HEADS],
            square: vec![1e-4; FIRST[3] * HEADS],
            bias: [-1.0; HEADS],
            source_bias: vec![[0.0; HEADS]; sources],
            network: Network::new(vectors.dimensions, keys.len(), &mut random),
            vectors,
            keys,
            random,
            trace: Trace::default(),
            with: [
                !args.no_linear,
                !args.no_linear && !args.no_letters,
                !args.no_linear && !args.no_classes,
            ],
            with_network: !args.no_network,
        }
    }

    fn linear_logits(&self, example: &Example, kinds: [bool; 3]) -> [f32; HEADS] {
        let mut logits = self.bias;
        for (kind, rows) in example.linear.iter().enumerate() {
            if !kinds[kind] {
                continue;
            }
            let mut sums = [0.0_f32; HEADS];
            for &row in rows {
                let at = row as usize * HEADS;
                for (sum, &w) in sums.iter_mut().zip(&self.linear[at..at + WIDTHS[kind]]) {
                    *sum += w;
                }
            }
            let share = share(rows.len());
            for (logit, sum) in logits.iter_mut().zip(sums) {
                *logit += sum * share;
            }
        }
        logits
    }

    /// The logits of an example.
    pub(crate) fn logits(&mut self, example: &Example) -> [f32; HEADS] {
        let mut logits = self.linear_logits(example, self.with);
        if self.with_network {
            let (vectors, keys) = (self.vectors, self.keys);
            let vector = |word: u32| keys.get(word as usize).and_then(|&key| vectors.get(key));
            self.network.forward(&example.words, vector, None, &mut self.trace, &mut logits);
        }
        logits
    }

    /// Goes over all examples once.
    pub(crate) fn epoch(&mut self, args: &Train, examples: &[Example], epoch: usize) -> f64 {
        let mut order: Vec<usize> = (0..examples.len()).collect();
        self.random.shuffle(&mut order);
        let cool = 1.0 - 0.9 * epoch as f32 / args.epochs.max(1) as f32;
        let (mut loss, mut weighed) = (0.0_f64, 0.0_f64);
        let (vectors, keys) = (self.vectors, self.keys);
        let vector = |word: u32| keys.get(word as usize).and_then(|&key| vectors.get(key));
        for (step, &at) in order.iter().enumerate() {
            let example = &examples[at];
            let mut kinds = self.with;
            // A kind is left out now and then, so that the others learn to do without it.
            let coin = self.random.uniform();
            if coin < 0.2 {
                kinds[1] = false;
            } else if coin < 0.4 {
                kinds[0] = false;
            } else if coin < 0.5 {
                kinds = [false; 3];
            }
            let mut logits = self.linear_logits(example, kinds);
            for (logit, bias) in logits.iter_mut().zip(self.source_bias[example.source]) {
                *logit += bias;
            }
            if self.with_network {
                self.network.forward(
                    &example.words,
                    vector,
                    Some((&mut self.random, args.hide)),
                    &mut self.trace,
                    &mut logits,
                );
            }
            let mut slope = [0.0_f32; HEADS];
            for h in 0..HEADS {
                if let Known::Is(is, weight) = example.heads[h] {
                    let p = 1.0 / (1.0 + (-logits[h]).exp());
                    let y = if is { 0.98 } else { 0.02 };
                    slope[h] = (p - y) * weight;
                    let p = f64::from(p).clamp(1e-6, 1.0 - 1e-6);
                    loss -= f64::from(weight) * (if is { p.ln() } else { (1.0 - p).ln() });
                    weighed += f64::from(weight);
                }
            }
            for h in 0..HEADS {
                self.bias[h] -= 0.002 * cool * slope[h];
                if example.source > 0 {
                    self.source_bias[example.source][h] -= 0.01 * cool * slope[h];
                }
            }
            for (kind, rows) in example.linear.iter().enumerate() {
                if !kinds[kind] {
                    continue;
                }
                let share = share(rows.len());
                for &row in rows {
                    let at = row as usize * HEADS;
                    for h in 0..WIDTHS[kind] {
                        if slope[h] == 0.0 {
                            continue;
                        }
                        let w = &mut self.linear[at + h];
                        let g = slope[h] * share + args.linear_decay * *w;
                        let square = &mut self.square[at + h];
                        *square += g * g;
                        *w -= args.linear_rate * cool * g / square.sqrt();
                    }
                }
            }
            if self.with_network {
                self.network.backward(&example.words, vector, &self.trace, &slope, 0.02 * cool);
                if step % BATCH == BATCH - 1 {
                    self.network.step(args.rate * cool, args.decay);
                }
            }
        }
        loss / weighed
    }
}
