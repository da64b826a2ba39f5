//! From a failing sequence to the few actions that it takes: ever smaller pieces are left out as long as the same
//! invariant still breaks.

use std::time::{Duration, Instant};

use super::actions::{Action, Tag};
use super::books::{Books, Broken};
use super::model::Model;
use super::scene::Scene;
use super::{Failure, step};

type Sequence = Vec<(Tag, Action)>;

/// The world as it was before the first action.
pub struct Stage<'a> {
    pub scene: &'a Scene,
    pub model: Model,
    pub books: Books,
    /// Of the chain; used up and taken anew with each replay.
    pub snapshot: u64,
    /// The failure was seen by an audit, so that each replay ends with one.
    pub audit: bool,
}

impl Stage<'_> {
    /// Plays a sequence from the beginning. How an invariant broke and how many actions that took; with `tell`, each.
    fn replay(
        &mut self,
        sequence: &[(Tag, Action)],
        mut tell: impl FnMut(&(Tag, Action), &str),
    ) -> Option<(Broken, usize)> {
        let chain = &self.scene.chain;
        assert!(chain.revert(self.snapshot), "the snapshot is there");
        self.snapshot = chain.snapshot();
        let (mut model, mut books) = (self.model.clone(), self.books.clone());
        for (done, entry) in (1..).zip(sequence) {
            let (tag, action) = entry;
            match step(self.scene, &mut model, &mut books, *tag, action) {
                Ok(None) => tell(entry, "left out"),
                Ok(Some(Ok(()))) => tell(entry, "done"),
                Ok(Some(Err(why))) => tell(entry, &format!("refused: {why}")),
                Err(broken) => {
                    tell(entry, "breaks the invariant");
                    return Some((broken, done));
                }
            }
        }
        let audit = self.audit.then(|| books.audit(self.scene, &mut model));
        Some((audit?.err()?, sequence.len()))
    }

    /// The same failure with as few actions as are found in the time given.
    pub fn shrink(
        &mut self,
        mut sequence: Sequence,
        first: Broken,
        time: Duration,
        say: &impl Fn(&str),
    ) -> Failure {
        let deadline = Instant::now() + time;
        let mut piece = (sequence.len() / 2).max(1);
        // From the end: what others build on is tried last.
        while Instant::now() < deadline {
            let mut shorter = false;
            let mut end = sequence.len();
            while end > 0 && Instant::now() < deadline {
                let start = end.saturating_sub(piece);
                let mut fewer = sequence.clone();
                fewer.drain(start..end);
                if self.fails(&mut fewer, &first) {
                    sequence = fewer;
                    shorter = true;
                }
                end = start.min(sequence.len());
            }
            say(&format!(
                "shrinking: {} actions, pieces of {piece}",
                sequence.len()
            ));
            if piece == 1 && !shorter {
                break;
            }
            piece = (piece / 2).max(1);
        }
        self.thin_out(&mut sequence, &first, deadline);
        let mut lines = Vec::new();
        let last = self.replay(&sequence, |(tag, action), fate| {
            lines.push(format!("#{tag} {action:?}: {fate}"));
        });
        let (broken, _) = last.unwrap_or((first, 0));
        Failure {
            invariant: broken.what.to_owned(),
            how: broken.how,
            sequence: lines,
        }
    }

    /// Whether the sequence breaks the same invariant; if so, what follows is cut off.
    fn fails(&mut self, sequence: &mut Sequence, first: &Broken) -> bool {
        match self.replay(sequence, |_, _| ()) {
            Some((broken, done)) if broken.what == first.what => {
                sequence.truncate(done);
                true
            }
            _ => false,
        }
    }

    /// Leaves lines out of carts, from each one's end so that the others keep their numbers.
    fn thin_out(&mut self, sequence: &mut Sequence, first: &Broken, deadline: Instant) {
        for place in (0..sequence.len()).rev() {
            while Instant::now() < deadline {
                let mut fewer = sequence.clone();
                let Some((_, Action::Order { lines, .. })) = fewer.get_mut(place) else {
                    break;
                };
                if lines.len() < 2 {
                    break;
                }
                lines.pop();
                if !self.fails(&mut fewer, first) {
                    break;
                }
                *sequence = fewer;
            }
        }
    }
}
