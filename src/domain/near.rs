//! Names that somebody may have meant by one that nobody knows.

/// The most names that are worth telling
const MOST: usize = 3;

/// The names most like a wanted one, of those that were looked at so far
#[derive(Debug)]
pub struct Nearest {
    wanted: String,
    /// The edits by which a name may differ: one in three letters
    edits: usize,
    found: Vec<(usize, String)>,
}

impl Nearest {
    /// The nearest to that name; whether letters are capitals does not matter
    pub fn to(name: &str) -> Nearest {
        let wanted = name.to_lowercase();
        Nearest { edits: 1.max(wanted.chars().count() / 3), wanted, found: Vec::new() }
    }

    /// Looks at a name
    pub fn look_at(&mut self, name: &str) {
        let distance = strsim::osa_distance(&name.to_lowercase(), &self.wanted);
        if distance <= self.edits {
            self.found.push((distance, name.to_owned()));
            self.found.sort();
            self.found.dedup();
            self.found.truncate(MOST);
        }
    }

    /// The names, the nearest first
    pub fn names(self) -> Vec<String> {
        self.found.into_iter().map(|(_, name)| name).collect()
    }
}

/// Those of the names that are most like one, the nearest first
pub fn nearest(names: impl IntoIterator<Item = impl AsRef<str>>, name: &str) -> Vec<String> {
    let mut near = Nearest::to(name);
    names.into_iter().for_each(|known| near.look_at(known.as_ref()));
    near.names()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_known_again() {
        let near = nearest(["goal", "goals", "gaols", "goals", "go", "Goals"], "goals");
        assert_eq!(near, ["Goals", "goals", "gaols"]);
        assert!(nearest(["goals"], "x").is_empty());
    }
}
