//! The network that is trained: words and classes to vectors, a window of three, pools, heads.
//!
//! What is shipped is the product of its first two layers per word, so that reading costs look-ups and additions.

use classify::model::{
    heads::HEADS,
    read::share_of_mean,
    weights::{MIDDLE, POOLED, UNITS, WINDOW},
};

use crate::random::Random;

/// Size of a word's vector while it is trained.
pub(crate) const WORD: usize = 24;

/// One matrix with its gradient and Adam's moments.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    pub(crate) value: Vec<f32>,
    pub(crate) gradient: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Weights {
    fn new(size: usize, scale: f32, random: &mut Random) -> Self {
        let value = (0..size).map(|_| random.normal() * scale).collect();
        Self { value, gradient: vec![0.0; size], first: vec![0.0; size], second: vec![0.0; size] }
    }

    fn step(&mut self, rate: f32, decay: f32, at: i32) {
        let (b1, b2) = (0.9_f32, 0.999_f32);
        let (c1, c2) = (1.0 - b1.powi(at), 1.0 - b2.powi(at));
        for i in 0..self.value.len() {
            let g = self.gradient[i];
            self.first[i] = b1 * self.first[i] + (1.0 - b1) * g;
            self.second[i] = b2 * self.second[i] + (1.0 - b2) * g * g;
            let step = rate * (self.first[i] / c1) / ((self.second[i] / c2).sqrt() + 1e-8);
            self.value[i] -= step + rate * decay * self.value[i];
            self.gradient[i] = 0.0;
        }
    }
}

/// The network.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    /// dimensions of the vectors x WORD
    pub(crate) projection: Weights,
    /// 64 x WORD
    pub(crate) classes: Weights,
    /// words x WORD, learned on top of the projection
    pub(crate) own: Vec<f32>,
    own_square: Vec<f32>,
    /// WINDOW x WORD x UNITS
    pub(crate) window: Weights,
    pub(crate) bias: Weights,
    /// POOLED x MIDDLE
    pub(crate) middle: Weights,
    pub(crate) middle_bias: Weights,
    /// (POOLED + MIDDLE) x HEADS
    pub(crate) heads: Weights,
    steps: i32,
}

/// What one comment leaves on its way forward, for the way back.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    x: Vec<f32>,
    kept: Vec<bool>,
    hidden: Vec<f32>,
    best: Vec<usize>,
    pooled: Vec<f32>,
    middle: Vec<f32>,
}

impl Network {
    pub(crate) fn new(dimensions: usize, words: usize, random: &mut Random) -> Self {
        let scale = |n: usize| (1.0 / n as f32).sqrt();
        Self {
            projection: Weights::new(dimensions * WORD, scale(dimensions), random),
            classes: Weights::new(64 * WORD, 0.3, random),
            own: vec![0.0; (words + 1) * WORD],
            own_square: vec![1e-3; words + 1],
            window: Weights::new(WINDOW * WORD * UNITS, scale(WINDOW * WORD), random),
            bias: Weights::new(UNITS, 0.0, random),
            middle: Weights::new(POOLED * MIDDLE, scale(POOLED), random),
            middle_bias: Weights::new(MIDDLE, 0.0, random),
            heads: Weights::new((POOLED + MIDDLE) * HEADS, 0.05, random),
            steps: 0,
        }
    }

    /// The vector of a word with its classes, added to `x`.
    pub(crate) fn word(&self, word: u32, bits: u64, vector: Option<&[f32]>, x: &mut [f32]) {
        if let Some(vector) = vector {
            for (&v, row) in vector.iter().zip(self.projection.value.chunks_exact(WORD)) {
                for (x, &p) in x.iter_mut().zip(row) {
                    *x += v * p;
                }
            }
        }
        if word != 0 {
            let at = word as usize * WORD;
            for (x, &o) in x.iter_mut().zip(&self.own[at..at + WORD]) {
                *x += o;
            }
        }
        let mut rest = bits;
        while rest != 0 {
            let at = rest.trailing_zeros() as usize * WORD;
            for (x, &c) in x.iter_mut().zip(&self.classes.value[at..at + WORD]) {
                *x += c;
            }
            rest &= rest - 1;
        }
    }

    /// The logits of a comment.
    pub(crate) fn forward<'v>(
        &self,
        words: &[(u32, u64)],
        vector: impl Fn(u32) -> Option<&'v [f32]>,
        drop: Option<(&mut Random, f32)>,
        trace: &mut Trace,
        logits: &mut [f32; HEADS],
    ) {
        let count = words.len();
        trace.x.clear();
        trace.x.resize(count * WORD, 0.0);
        trace.kept.clear();
        trace.kept.resize(count, true);
        let mut drop = drop;
        for (t, &(word, bits)) in words.iter().enumerate() {
            // Some words are hidden in training, so that classes carry their share.
            let hidden = match &mut drop {
                Some((random, rate)) => random.uniform() < *rate,
                None => false,
            };
            trace.kept[t] = !hidden;
            let (word, vector) = if hidden { (0, None) } else { (word, vector(word)) };
            self.word(word, bits, vector, &mut trace.x[t * WORD..(t + 1) * WORD]);
        }
        trace.hidden.clear();
        trace.hidden.resize(count * UNITS, 0.0);
        trace.pooled.clear();
        trace.pooled.resize(POOLED, 0.0);
        trace.best.clear();
        trace.best.resize(UNITS, 0);
        for t in 0..count {
            let hidden = &mut trace.hidden[t * UNITS..(t + 1) * UNITS];
            hidden.copy_from_slice(&self.bias.value);
            for k in 0..WINDOW {
                let Some(s) = (t + k).checked_sub(WINDOW / 2).filter(|&s| s < count) else {
                    continue;
                };
                let x = &trace.x[s * WORD..(s + 1) * WORD];
                let w = &self.window.value[k * WORD * UNITS..(k + 1) * WORD * UNITS];
                for (&x, row) in x.iter().zip(w.chunks_exact(UNITS)) {
                    for (h, &w) in hidden.iter_mut().zip(row) {
                        *h += x * w;
                    }
                }
            }
            for (u, h) in hidden.iter_mut().enumerate() {
                *h = h.max(0.0);
                if *h > trace.pooled[u] {
                    trace.pooled[u] = *h;
                    trace.best[u] = t;
                }
                trace.pooled[UNITS + u] += *h;
            }
        }
        let share = share_of_mean(count);
        for mean in &mut trace.pooled[UNITS..] {
            *mean *= share;
        }
        trace.middle.clear();
        trace.middle.extend_from_slice(&self.middle_bias.value);
        for (&p, row) in trace.pooled.iter().zip(self.middle.value.chunks_exact(MIDDLE)) {
            for (m, &w) in trace.middle.iter_mut().zip(row) {
                *m += p * w;
            }
        }
        for m in &mut trace.middle {
            *m = m.max(0.0);
        }
        let inputs = trace.pooled.iter().chain(&trace.middle);
        for (&p, row) in inputs.zip(self.heads.value.chunks_exact(HEADS)) {
            for (l, &w) in logits.iter_mut().zip(row) {
                *l += p * w;
            }
        }
    }

    /// Adds the gradients of a comment.
    pub(crate) fn backward<'v>(
        &mut self,
        words: &[(u32, u64)],
        vector: impl Fn(u32) -> Option<&'v [f32]>,
        trace: &Trace,
        slope: &[f32; HEADS],
        rate_own: f32,
    ) {
        let count = words.len();
        if count == 0 {
            return;
        }
        let mut pooled = [0.0_f32; POOLED];
        let mut middle = [0.0_f32; MIDDLE];
        for i in 0..POOLED + MIDDLE {
            let input = if i < POOLED { trace.pooled[i] } else { trace.middle[i - POOLED] };
            let row = i * HEADS;
            let mut back = 0.0;
            for h in 0..HEADS {
                self.heads.gradient[row + h] += input * slope[h];
                back += self.heads.value[row + h] * slope[h];
            }
            if i < POOLED {
                pooled[i] = back;
            } else if input > 0.0 {
                middle[i - POOLED] = back;
            }
        }
        for i in 0..POOLED {
            for (m, &slope) in middle.iter().enumerate() {
                self.middle.gradient[i * MIDDLE + m] += trace.pooled[i] * slope;
                pooled[i] += self.middle.value[i * MIDDLE + m] * slope;
            }
        }
        for (bias, &slope) in self.middle_bias.gradient.iter_mut().zip(&middle) {
            *bias += slope;
        }
        let share = share_of_mean(count);
        let mut dx = vec![0.0_f32; count * WORD];
        for t in 0..count {
            let mut dh = [0.0_f32; UNITS];
            let mut any = false;
            for u in 0..UNITS {
                if trace.hidden[t * UNITS + u] > 0.0 {
                    dh[u] = pooled[UNITS + u] * share;
                    if trace.best[u] == t {
                        dh[u] += pooled[u];
                    }
                    any |= dh[u] != 0.0;
                }
            }
            if !any {
                continue;
            }
            for (bias, &d) in self.bias.gradient.iter_mut().zip(&dh) {
                *bias += d;
            }
            for k in 0..WINDOW {
                let Some(s) = (t + k).checked_sub(WINDOW / 2).filter(|&s| s < count) else {
                    continue;
                };
                let base = k * WORD * UNITS;
                for i in 0..WORD {
                    let x = trace.x[s * WORD + i];
                    let row = base + i * UNITS;
                    let mut back = 0.0;
                    let (values, gradients) = (
                        &self.window.value[row..row + UNITS],
                        &mut self.window.gradient[row..row + UNITS],
                    );
                    for u in 0..UNITS {
                        gradients[u] += x * dh[u];
                        back += values[u] * dh[u];
                    }
                    dx[s * WORD + i] += back;
                }
            }
        }
        for (t, &(word, bits)) in words.iter().enumerate() {
            let d = &dx[t * WORD..(t + 1) * WORD];
            if trace.kept[t] {
                if let Some(vector) = vector(word) {
                    for (&v, row) in
                        vector.iter().zip(self.projection.gradient.chunks_exact_mut(WORD))
                    {
                        for (g, &d) in row.iter_mut().zip(d) {
                            *g += v * d;
                        }
                    }
                }
                if word != 0 {
                    // Sparse: AdaGrad at once.
                    let norm = d.iter().map(|d| d * d).sum::<f32>() / WORD as f32;
                    let square = &mut self.own_square[word as usize];
                    *square += norm;
                    let rate = rate_own / square.sqrt();
                    let at = word as usize * WORD;
                    for (o, &d) in self.own[at..at + WORD].iter_mut().zip(d) {
                        *o -= rate * d + 1e-4 * *o;
                    }
                }
            }
            let mut rest = bits;
            while rest != 0 {
                let at = rest.trailing_zeros() as usize * WORD;
                for (g, &d) in self.classes.gradient[at..at + WORD].iter_mut().zip(d) {
                    *g += d;
                }
                rest &= rest - 1;
            }
        }
    }

    /// One step of Adam with the gradients added so far.
    pub(crate) fn step(&mut self, rate: f32, decay: f32) {
        self.steps += 1;
        for weights in [
            &mut self.projection,
            &mut self.classes,
            &mut self.window,
            &mut self.bias,
            &mut self.middle,
            &mut self.middle_bias,
            &mut self.heads,
        ] {
            weights.step(rate, decay, self.steps);
        }
    }
}
