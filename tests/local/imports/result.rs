//! The results, as the table of docs/guides/import.md.

use super::Move;
use std::fmt;
use std::ops::AddAssign;

/// Sign-ins with the right password.
#[derive(Clone, Copy, Default)]
pub struct SignIns {
    /// How many began a session.
    pub worked: u64,
    /// How many were rejected because the user is blocked, which only the right password finds out.
    pub blocked: u64,
}

/// A line of the table.
pub struct Line {
    source: String,
    variant: String,
    details: Vec<String>,
    counts: Counts,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    rows: u64,
    users: u64,
    sign_ins: SignIns,
    users_elsewhere: u64,
    sign_ins_elsewhere: SignIns,
}

impl Line {
    /// What a move has shown: rows, users and sign-ins; users and sign-ins elsewhere.
    pub fn new(
        moving: &Move,
        (rows, users, sign_ins): (u64, u64, SignIns),
        (users_elsewhere, sign_ins_elsewhere): (u64, SignIns),
    ) -> Self {
        let counts = Counts { rows, users, sign_ins, users_elsewhere, sign_ins_elsewhere };
        let details = moving.detail.iter().cloned().collect();
        Self { source: moving.source.clone(), variant: moving.variant.clone(), details, counts }
    }

    fn print(&self) {
        let Self { source, variant, details, counts } = self;
        let Counts { rows, users, sign_ins, users_elsewhere, sign_ins_elsewhere } = counts;
        let colon = if details.is_empty() { "" } else { ": " };
        let what = format!("{source} | {variant}{colon}{}", details.join(", "));
        println!("| {what} | {rows} | {users} | {sign_ins} | {users_elsewhere} | {sign_ins_elsewhere} |");
    }
}

/// Prints all lines, and their sum. Moves of one variant are one line.
pub fn print(lines: Vec<Line>) {
    println!("\n| source | variant | rows | users | sign-ins | users elsewhere | sign-ins elsewhere |");
    println!("|---|---|---|---|---|---|---|");
    let (mut merged, mut all): (Vec<Line>, Counts) = (Vec::new(), Counts::default());
    for line in lines {
        all += line.counts;
        match merged.last_mut().filter(|last| (&last.source, &last.variant) == (&line.source, &line.variant)) {
            Some(last) => {
                last.details.extend(line.details);
                last.counts += line.counts;
            }
            None => merged.push(line),
        }
    }
    merged.iter().for_each(Line::print);
    let (source, variant) = ("**all**".to_owned(), merged.len().to_string());
    Line { source, variant, details: Vec::new(), counts: all }.print();
    println!();
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.users += other.users;
        self.sign_ins += other.sign_ins;
        self.users_elsewhere += other.users_elsewhere;
        self.sign_ins_elsewhere += other.sign_ins_elsewhere;
    }
}

impl AddAssign for SignIns {
    fn add_assign(&mut self, other: Self) {
        self.worked += other.worked;
        self.blocked += other.blocked;
    }
}

impl fmt::Display for SignIns {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.blocked {
            0 => write!(formatter, "{}", self.worked),
            blocked => write!(formatter, "{} and {blocked} blocked", self.worked),
        }
    }
}
