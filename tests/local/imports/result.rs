//! The results, as the table of docs/guides/import.md.

use super::Move;

/// A line of the table.
pub struct Line {
    cells: [String; 2],
    rows: u64,
    users: u64,
    sign_ins: usize,
    blocked: usize,
}

impl Line {
    /// What a move has shown, after everything was as expected.
    pub fn of(moving: &Move) -> Self {
        let blocked = moving.people.iter().filter(|person| person.is_blocked).count();
        Self {
            cells: [moving.source.clone(), moving.variant.clone()],
            rows: moving.rows,
            users: moving.users,
            sign_ins: moving.people.len() - blocked,
            blocked,
        }
    }

    fn print(&self) {
        let [source, variant] = &self.cells;
        let (rows, users, sign_ins) = (self.rows, self.users, self.sign_ins);
        let sign_ins = match self.blocked {
            0 => sign_ins.to_string(),
            blocked => format!("{sign_ins}, {blocked} blocked"),
        };
        println!("| {source} | {variant} | {rows} | {users} | {sign_ins} | {users} users, {sign_ins} |");
    }
}

/// Prints all lines, and their sum.
pub fn print(lines: &[Line]) {
    println!("\n| source | variant | rows | users | sign-ins that worked | export, import elsewhere, sign in |");
    println!("|---|---|---|---|---|---|");
    lines.iter().for_each(Line::print);
    let all = Line {
        cells: ["**all**".to_owned(), lines.len().to_string()],
        rows: lines.iter().map(|line| line.rows).sum(),
        users: lines.iter().map(|line| line.users).sum(),
        sign_ins: lines.iter().map(|line| line.sign_ins).sum(),
        blocked: lines.iter().map(|line| line.blocked).sum(),
    };
    all.print();
    println!();
}
