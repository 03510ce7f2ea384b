//! The picture, written down as SVG.

use super::layout::{Arrow, Layout, Line, MARGIN, Mark};
use crate::script::grammar::spell_moment;
use wire::Party;

/// How wide the story is.
const STORY: f64 = 780.0;

/// How many characters of a line of the story are shown; the rest is told when one points at it.
const LONGEST: usize = 104;

const STYLE: &str = "\
svg{--paper:#fff;--ink:#1b1f24;--faint:#6b7280;--line:#9aa3af;--peer:#2f6fc4;--client:#17803d;--wrong:#c02626;\
--warn:#b45309}\
@media(prefers-color-scheme:dark){svg{--paper:#14171c;--ink:#e7e9ec;--faint:#9aa3af;--line:#5b6470;--peer:#7fb2f5;\
--client:#63d08a;--wrong:#ff7b72;--warn:#f0b25c}}\
.paper{fill:var(--paper)}text{fill:var(--ink);font:12px system-ui,sans-serif}.title{font-size:15px;font-weight:600}\
.name{font-weight:600;text-anchor:middle}.time{fill:var(--faint)}.lane{stroke:var(--line);stroke-width:1.5}\
.lead{stroke:var(--line);stroke-width:.5;stroke-dasharray:1 3}.dot{fill:var(--ink)}.bad{fill:var(--wrong)}\
.arrow{fill:none;stroke-width:1}.peer{stroke:var(--peer)}.client{stroke:var(--client)}\
.lost{stroke:var(--wrong);stroke-dasharray:4 3}.head-peer{fill:var(--peer)}.head-client{fill:var(--client)}\
.down,.paused,.faulty{stroke-width:9;opacity:.55}.down{stroke:var(--wrong)}.paused{stroke:var(--warn)}\
.faulty{stroke:var(--warn);stroke-width:4}.band{fill:var(--warn);opacity:.13}.cross{stroke:var(--wrong);stroke-width:1.5}\
.band-name{fill:var(--warn);font-size:11px}";

/// The picture.
pub fn picture(layout: &Layout, title: &str) -> String {
    let (width, height) = (layout.width() + STORY, layout.span.1 + MARGIN);
    let title = escaped(title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" role=\"img\"><title>{title}</title><style>{STYLE}</style>"
    );
    for name in ["peer", "client"] {
        svg += &format!(
            "<marker id=\"{name}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
             orient=\"auto\"><path class=\"head-{name}\" d=\"M0 0 8 4 0 8z\"/></marker>"
        );
    }
    svg += &format!(
        "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"{}\">{title}</text>\n",
        MARGIN + 6.0
    );
    svg.extend(layout.bands.iter().map(|(from, to, fault)| band(layout.width(), *from, *to, fault)));
    svg.extend(layout.lanes.iter().map(|(party, x)| lane(layout.span, *party, *x)));
    svg.extend(layout.marks.iter().map(|(x, from, to, mark)| marked(*x, *from, *to, *mark)));
    svg.extend(layout.arrows.iter().map(arrow));
    svg.extend(layout.lines.iter().map(|line| told(layout.width(), line)));
    svg + "</svg>\n"
}

fn band(width: f64, from: f64, to: f64, fault: &str) -> String {
    let (height, text) = ((to - from).max(2.0), from + 11.0);
    let fault = escaped(fault);
    format!(
        "<rect class=\"band\" x=\"0\" y=\"{from:.1}\" width=\"{width:.0}\" height=\"{height:.1}\"/>\
         <text class=\"band-name\" x=\"4\" y=\"{text:.1}\">{fault}</text>\n"
    )
}

fn lane((top, bottom): (f64, f64), party: Party, x: f64) -> String {
    let kind = if matches!(party, Party::Client(_)) { "client" } else { "replica" };
    let (name, begins) = (top - 22.0, top - 14.0);
    format!(
        "<text class=\"name\" x=\"{x:.1}\" y=\"{name:.1}\">{party}<title>{kind} {party}</title></text>\
         <line class=\"lane\" x1=\"{x:.1}\" y1=\"{begins:.1}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\"/>\n"
    )
}

fn marked(x: f64, from: f64, to: f64, mark: Mark) -> String {
    let (class, says) = match mark {
        Mark::Down => ("down", "it is down"),
        Mark::Paused => ("paused", "it stands still"),
        Mark::Faulty => ("faulty", "something is wrong with it"),
    };
    let to = to.max(from + 2.0);
    format!(
        "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"{from:.1}\" x2=\"{x:.1}\" y2=\"{to:.1}\"><title>{says}</title></line>\n"
    )
}

fn arrow(arrow: &Arrow) -> String {
    let ((x1, y1), (x2, y2)) = (arrow.from, arrow.to);
    let kind = if arrow.of_client { "client" } else { "peer" };
    let says = escaped(&arrow.says);
    if arrow.arrives {
        return format!(
            "<path class=\"arrow {kind}\" marker-end=\"url(#{kind})\" d=\"M{x1:.1} {y1:.1} {x2:.1} {y2:.1}\">\
             <title>{says}</title></path>\n"
        );
    }
    let (left, right, up, down) = (x2 - 3.0, x2 + 3.0, y2 - 3.0, y2 + 3.0);
    format!(
        "<path class=\"arrow lost\" d=\"M{x1:.1} {y1:.1} {x2:.1} {y2:.1}\"><title>{says}, does not arrive</title></path>\
         <path class=\"cross\" d=\"M{left:.1} {up:.1} {right:.1} {down:.1}M{left:.1} {down:.1} {right:.1} {up:.1}\"/>\n"
    )
}

fn told(begins: f64, line: &Line) -> String {
    let (bad, y) = (if line.marked { "bad" } else { "good" }, line.y);
    let at_its_place = line.x.map(|x| {
        format!(
            "<line class=\"lead\" x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{begins:.1}\" y2=\"{y:.1}\"/>\
             <circle class=\"dot {bad}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.6\"/>"
        )
    });
    let mut shown: String = line.text.chars().take(LONGEST).collect();
    if shown.len() < line.text.len() {
        shown.push('…');
    }
    let at = spell_moment(line.at);
    let (x, base) = (begins + 4.0, y + 4.0);
    let (shown, whole) = (escaped(&shown), escaped(&line.text));
    format!(
        "{}<text x=\"{x:.1}\" y=\"{base:.1}\"><tspan class=\"time\">{at} </tspan>\
         <tspan class=\"{bad}\">{shown}</tspan><title>{whole}</title></text>\n",
        at_its_place.unwrap_or_default()
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
