//! The chart: for each request and number of callers, a bar for each service. It is legible on light and on dark pages: it has its
//! own background, and says by `prefers-color-scheme` which colours it takes.

use super::service::Service;
use super::table::thousands;
use super::{CALLERS, ROWS, Rates, Results};

/// All sizes are in pixels.
const WIDTH: usize = 880;
const HEAD: usize = 64;
const COLUMN: usize = WIDTH / 2;
const MARGIN: usize = 16;
const TITLE: usize = 26;
const BAR: usize = 18;
const GAP: usize = 16;
/// From the left of a panel to the bars, and the length of the longest bar.
const NAMES: usize = 96;
const LONGEST: f64 = 210.0;

const STYLE: &str = "
  .page { fill: #ffffff } text { fill: #1f2328; font: 12px system-ui, sans-serif } .title { font-weight: 600; font-size: 13px }
  .head { font-weight: 600; font-size: 15px } .quiet { fill: #59636e } .bar { fill: #8c959f } .own { fill: #0969da }
  .spread { stroke: #1f2328; stroke-width: 1 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #f0f6fc } .quiet { fill: #9198a1 } .bar { fill: #6e7681 } .own { fill: #4493f8 }
    .spread { stroke: #f0f6fc }
  }
";

/// The chart as SVG.
pub(crate) fn draw(services: &[Service], results: &Results) -> String {
    let panel = TITLE + services.len() * BAR + GAP;
    let height = HEAD + ROWS.len() * panel;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"title\">\n<title id=\"title\">Requests a second of Roster and of other user services</title>\n\
         <style>{STYLE}</style>\n<rect class=\"page\" width=\"{WIDTH}\" height=\"{height}\"/>\n"
    );
    svg += &text(MARGIN, 26, "head", "Requests a second, more is better");
    svg += &text(
        MARGIN,
        46,
        "quiet",
        "Median of the rounds; the line shows the lowest and the highest. Each panel has its own scale.",
    );
    for (row, (_, words)) in ROWS.iter().enumerate() {
        for (column, callers) in CALLERS.iter().enumerate() {
            let (x, y) = (MARGIN + column * COLUMN, HEAD + row * panel);
            let plural = if *callers == 1 { "" } else { "s" };
            svg += &text(x, y + 16, "title", &format!("{words}, {callers} caller{plural}"));
            svg += &bars(services, &results[row][column], x, y + TITLE);
        }
    }
    svg + "</svg>\n"
}

fn bars(services: &[Service], rates: &[Rates], x: usize, y: usize) -> String {
    let most = rates.iter().filter(|rate| !rate.0.is_empty()).map(|rate| rate.spread().1).fold(1.0, f64::max);
    let lines = services.iter().zip(rates).enumerate().map(|(n, (service, rate))| {
        let (y, class) = (y + n * BAR, if n == 0 { "own" } else { "bar" });
        text(x, y + 12, "", &service.name) + &bar(rate, most, class, x + NAMES, y)
    });
    lines.collect()
}

/// One bar, its spread, and its number.
fn bar(rate: &Rates, most: f64, class: &str, x: usize, y: usize) -> String {
    let Some(median) = rate.median() else { return text(x, y + 12, "quiet", "no such endpoint") };
    let length = |rate: f64| rate / most * LONGEST;
    let (lowest, highest) = rate.spread();
    let (from, to) = (x as f64 + length(lowest), x as f64 + length(highest));
    let (width, middle) = (length(median).max(1.0), y + BAR / 2 - 1);
    let number = thousands(median);
    format!(
        "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{width:.1}\" height=\"{}\" rx=\"2\"/>\n\
         <path class=\"spread\" d=\"M{from:.1} {middle}H{to:.1}\"/>\n<text x=\"{:.1}\" y=\"{}\">{number}</text>\n",
        y + 1,
        BAR - 4,
        to + 6.0,
        y + 12,
    )
}

fn text(x: usize, y: usize, class: &str, words: &str) -> String {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    format!("<text{class} x=\"{x}\" y=\"{y}\">{words}</text>\n")
}
