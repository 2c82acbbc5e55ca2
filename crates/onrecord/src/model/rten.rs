//! The engine on `rten`: encoder and linker as ONNX graphs with 8-bit matrices, one thread a window.

use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::{AsView, Layout, NdTensor};

use super::embedding::Embedding;
use super::grammar::{Grammar, OUTPUTS};
use super::{BORDERS, Candidate, Engine, LABELS, Window, logistic};
use crate::error::Error;

/// A piece with a lower cue probability is never tried. Measured in `training/`: 0.15 loses no pair that survives the
/// later threshold; lower values cost time.
const CANDIDATE: f32 = 0.15;
const BUCKETS: i32 = 64;
const EXACT: i32 = 32;
/// The piece `[SEP]`.
const SEP: u32 = 102;
/// The output of the second and of the fourth layer, as `training/export.py` numbers them.
const LAYERS: [&str; 2] = ["t66", "t122"];

thread_local! {
    /// One worker for each calling thread: a shared one would make parallel documents wait for each other.
    static POOL: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

/// The network on `rten`. Runs are single-threaded: documents are what runs in parallel.
pub struct Rten {
    words: Embedding<'static>,
    encoder: Graph<4, 4>,
    linker: Graph<3, 2>,
    grammar: Graph<1, 1>,
}

pub(super) struct Graph<const I: usize, const O: usize> {
    name: &'static str,
    model: Model,
    inputs: [NodeId; I],
    outputs: [NodeId; O],
}

impl<const I: usize, const O: usize> Graph<I, O> {
    pub(super) fn load(
        name: &'static str,
        bytes: &'static [u8],
        inputs: [&str; I],
        outputs: [&str; O],
    ) -> Result<Self, Error> {
        // Packed once here: packing the matrices anew for every window took a quarter of the whole road.
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load_static_slice(bytes)
            .map_err(|e| Error::model(name, e.to_string()))?;
        let node =
            |want: &str| model.find_node(want).ok_or_else(|| Error::model(name, format!("it has no value {want:?}")));
        let (mut i, mut o) = (Vec::new(), Vec::new());
        for want in inputs {
            i.push(node(want)?);
        }
        for want in outputs {
            o.push(node(want)?);
        }
        let all = |ids: Vec<NodeId>| format!("found {} named values", ids.len());
        Ok(Self {
            name,
            inputs: i.try_into().map_err(|ids| Error::model(name, all(ids)))?,
            outputs: o.try_into().map_err(|ids| Error::model(name, all(ids)))?,
            model,
        })
    }

    pub(super) fn run(&self, values: [ValueOrView; I]) -> Result<[Value; O], Error> {
        let inputs = self.inputs.iter().copied().zip(values).collect();
        let options = RunOptions::default().with_thread_pool(Some(POOL.with(Arc::clone)));
        self.model.run_n(inputs, self.outputs, Some(options)).map_err(|e| Error::model(self.name, e.to_string()))
    }
}

impl Rten {
    /// Loads the network from the bytes of its four files.
    ///
    /// # Errors
    /// When a file is not what `training/export.py` writes; the message names the file.
    pub fn new(
        words: &'static [u8],
        encoder: &'static [u8],
        linker: &'static [u8],
        grammar: &'static [u8],
    ) -> Result<Self, Error> {
        Ok(Self {
            words: Embedding::new(words)?,
            encoder: Graph::load(
                "encoder.onnx",
                encoder,
                ["words", "case", "depth", "start"],
                ["states", "anchor", LAYERS[0], LAYERS[1]],
            )?,
            linker: Graph::load("linker.onnx", linker, ["states", "cues", "buckets"], ["labels", "valid"])?,
            grammar: Graph::load("grammar.onnx", grammar, ["rows"], ["logits"])?,
        })
    }
}

pub(super) fn floats<const N: usize>(name: &'static str, value: Value) -> Result<NdTensor<f32, N>, Error> {
    let found = format!("{:?}", value.dtype());
    value.try_into().map_err(|_| Error::model(name, format!("gave {found}, expected numbers in {N} dimensions")))
}

/// Signed distance from the cue to each of `n` pieces, exact to 32, then ten steps for each doubling.
fn buckets(cue: usize, n: usize) -> impl Iterator<Item = i32> {
    (0..n).map(move |at| {
        let d = at as i32 - cue as i32;
        let far = |d: i32| EXACT + ((d as f32 / EXACT as f32).log2() * 10.0) as i32;
        let size = if d.abs() < EXACT { d.abs() } else { far(d.abs()).min(BUCKETS) };
        BUCKETS + if d < 0 { -size } else { size }
    })
}

/// Shows the state of each token: its pieces' mean in the word table, then the second and the fourth layer at its first piece. Names and
/// parts of speech are told better by them than by the last layer, which was trained for quotations.
fn show(window: &Window, [table, low, middle]: [&[f32]; 3], state: &mut dyn FnMut(usize, &[f32])) {
    let n = window.ids.len().max(1);
    let width = table.len() / n;
    let mut row = Vec::with_capacity(3 * width);
    for i in (0..n).filter(|&i| window.token[i].is_some()) {
        let end = (i + 1..n).find(|&k| window.token[k].is_some() || window.ids[k] == SEP).unwrap_or(n);
        row.clear();
        row.extend((0..width).map(|c| (i..end).map(|k| table[k * width + c]).sum::<f32>() / (end - i) as f32));
        for layer in [low, middle] {
            row.extend_from_slice(&layer[i * width..(i + 1) * width]);
        }
        state(i, &row);
    }
}

impl Engine for Rten {
    fn read_with(&self, window: &Window, state: &mut dyn FnMut(usize, &[f32])) -> Result<Vec<Candidate>, Error> {
        let n = window.ids.len();
        let mut words = Vec::with_capacity(n * self.words.width());
        for &id in &window.ids {
            self.words.push(id, &mut words);
        }
        let table = words.clone();
        let words = NdTensor::from_data([1, n, self.words.width()], words);
        let feature = |f: &[u8]| NdTensor::from_data([1, n], f.iter().map(|&x| i32::from(x)).collect::<Vec<_>>());
        let (case, depth, start) = (feature(&window.case), feature(&window.depth), feature(&window.start));
        let [states, anchor, low, middle] =
            self.encoder.run([words.into(), case.into(), depth.into(), start.into()])?;
        let states: NdTensor<f32, 3> = floats("encoder.onnx", states)?;
        let anchor: NdTensor<f32, 3> = floats("encoder.onnx", anchor)?;
        let low: NdTensor<f32, 3> = floats("encoder.onnx", low)?;
        let middle: NdTensor<f32, 3> = floats("encoder.onnx", middle)?;
        if let (Some(low), Some(middle)) = (low.data(), middle.data()) {
            show(window, [&table, low, middle], state);
        }
        let cues: Vec<(usize, f32)> = (0..n)
            .filter(|&i| window.token[i].is_some())
            .map(|i| (i, logistic(anchor[[0, i, 0]])))
            .filter(|&(_, p)| p > CANDIDATE)
            .collect();
        if cues.is_empty() {
            return Ok(Vec::new());
        }
        let a = cues.len();
        let at = NdTensor::from_data([a], cues.iter().map(|&(i, _)| i as i32).collect::<Vec<_>>());
        let far = NdTensor::from_data([a, n], cues.iter().flat_map(|&(i, _)| buckets(i, n)).collect::<Vec<_>>());
        let [labels, valid] = self.linker.run([states.into(), at.into(), far.into()])?;
        let labels: NdTensor<f32, 3> = floats("linker.onnx", labels)?;
        let valid: NdTensor<f32, 3> = floats("linker.onnx", valid)?;
        Ok(cues
            .into_iter()
            .enumerate()
            .map(|(c, (cue, probability))| Candidate {
                cue,
                probability,
                valid: logistic(valid[[c, cue, 0]]),
                scores: (0..n)
                    .map(|i| std::array::from_fn::<f32, { LABELS + BORDERS }, _>(|k| labels[[c, i, k]]))
                    .collect(),
            })
            .collect())
    }

    fn grammar(&self, rows: Vec<f32>, count: usize) -> Result<Vec<Grammar>, Error> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let wrong = |found: String| Error::model("grammar.onnx", found);
        let rows = NdTensor::try_from_data([count, rows.len() / count], rows).map_err(|e| wrong(e.to_string()))?;
        let [logits] = self.grammar.run([rows.into()])?;
        let logits: NdTensor<f32, 2> = floats("grammar.onnx", logits)?;
        if logits.shape() != [count, OUTPUTS] {
            return Err(Error::model(
                "grammar.onnx",
                format!("gave {:?} numbers, expected {OUTPUTS} for each of {count}", logits.shape()),
            ));
        }
        Ok((0..count).map(|n| Grammar(std::array::from_fn(|k| logits[[n, k]]))).collect())
    }
}
