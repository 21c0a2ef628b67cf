//! The maximiser behind both models: argmin's L-BFGS in the logarithms of the parameters, which are all positive.
//!
//! The one thing to know: a fit counts only when its gradient vanishes and no parameter has run away; everything
//! else is a refusal with a reason, never a number.

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::neldermead::NelderMead;
use argmin::solver::quasinewton::LBFGS;

/// Parameters beyond e^±this have run away: the data do not tell them.
const FAR: f64 = 12.0;
/// The largest component of the gradient (per customer, in logarithms) at which a fit counts as converged.
const FLAT: f64 = 1e-5;

/// A likelihood of `N` positive parameters.
pub(super) trait Likelihood {
    /// Log-likelihood per observation at these parameters, and its gradient by them.
    fn at(&self, parameters: &[f64]) -> (f64, Vec<f64>);
}

struct Problem<'l, L>(&'l L);

impl<L: Likelihood> Problem<'_, L> {
    fn both(&self, logs: &[f64]) -> (f64, Vec<f64>) {
        let parameters: Vec<f64> = logs.iter().map(|log| log.clamp(-30.0, 30.0).exp()).collect();
        let (value, gradient) = self.0.at(&parameters);
        if !value.is_finite() || gradient.iter().any(|g| !g.is_finite()) {
            return (1e12, vec![0.0; logs.len()]);
        }
        let gradient = gradient.iter().zip(&parameters).map(|(g, p)| -g * p).collect();
        (-value, gradient)
    }
}

impl<L: Likelihood> CostFunction for Problem<'_, L> {
    type Param = Vec<f64>;
    type Output = f64;
    fn cost(&self, logs: &Self::Param) -> Result<f64, Error> {
        Ok(self.both(logs).0)
    }
}

impl<L: Likelihood> Gradient for Problem<'_, L> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;
    fn gradient(&self, logs: &Self::Param) -> Result<Self::Gradient, Error> {
        Ok(self.both(logs).1)
    }
}

/// The parameters of greatest likelihood, from a start; none where the search does not converge.
pub(super) fn maximise<L: Likelihood>(likelihood: &L, start: &[f64]) -> Option<Vec<f64>> {
    let logs: Vec<f64> = start.iter().map(|p| p.ln()).collect();
    if let Some(found) = descend(likelihood, logs.clone()) {
        return Some(found);
    }
    // A hard start: a simplex walks closer without gradients, then the descent finishes.
    let mut simplex = vec![logs.clone()];
    for at in 0..logs.len() {
        let mut corner = logs.clone();
        corner[at] += 1.0;
        simplex.push(corner);
    }
    let solver = NelderMead::new(simplex).with_sd_tolerance(1e-9).ok()?;
    let result = Executor::new(Problem(likelihood), solver)
        .configure(|state| state.max_iters(2_000))
        .run()
        .ok()?;
    descend(likelihood, result.state().get_best_param()?.clone())
}

fn descend<L: Likelihood>(likelihood: &L, logs: Vec<f64>) -> Option<Vec<f64>> {
    let search = MoreThuenteLineSearch::new().with_c(1e-4, 0.9).ok()?;
    let solver = LBFGS::new(search, 7)
        .with_tolerance_grad(1e-9)
        .ok()?
        .with_tolerance_cost(1e-15)
        .ok()?;
    let result = Executor::new(Problem(likelihood), solver)
        .configure(|state| state.param(logs).max_iters(300))
        .run()
        .ok()?;
    let best = result.state().get_best_param()?.clone();
    let (value, gradient) = Problem(likelihood).both(&best);
    let is_flat = value < 1e11 && gradient.iter().all(|g| g.abs() < FLAT);
    let is_near = best.iter().all(|log| log.abs() < FAR);
    (is_flat && is_near).then(|| best.into_iter().map(f64::exp).collect())
}
