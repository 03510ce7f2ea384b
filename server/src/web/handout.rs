//! A lesson or a demo on paper: a page of plain HTML to be printed, with space to write where somebody predicts or thinks.
//!
//! `GET /handout/PATH` is for those who learn. With `?notes` it is the copy of whoever presents: notes, right answers, hints and
//! solutions are in it too. It is no secret, as a lesson is none, which anybody may open as their own; but no copy for those who
//! learn leads to it. Nothing in it acts, and a path is looked up in the course, never in a file system.

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Response};
use lessons::html::{ADDRESS, escape};
use wire::lesson::{Block, Choice, Lesson, Step, goal, in_address};

use super::{Lab, errors};

/// Before the path of a lesson in the address of its handout.
pub const HANDOUTS: &str = "/handout/";

/// Where the style sheet of handouts is.
pub const STYLE: &str = "/handout.css";

/// For whom a handout is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum For {
    /// Those who learn.
    Learner,
    /// Whoever presents.
    Speaker,
}

/// The handout of a lesson, or the page that says that nothing is there.
pub async fn answer(
    State(lab): State<Lab>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let course = lab.course.now();
    let is_written = |lesson: &&Lesson| !lesson.steps.is_empty() || !lesson.introduction.is_empty();
    let Some(lesson) = course.lesson(&path).filter(is_written) else {
        return errors::not_found(lab.bundle, &headers);
    };
    let wants_notes = query.is_some_and(|query| query.split('&').any(|part| part.split('=').next() == Some("notes")));
    let whose = if wants_notes { For::Speaker } else { For::Learner };
    told("text/html; charset=utf-8", page(lesson, whose, lab.bundle.icon()))
}

/// The style sheet.
pub async fn style() -> Response<Body> {
    told("text/css; charset=utf-8", include_str!("handout.css"))
}

/// Such a page, or its style sheet.
pub fn told(kind: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn page(lesson: &Lesson, whose: For, icon: &str) -> String {
    let entry = &lesson.entry;
    let (title, path) = (escape(&entry.title), escape(&in_address(&entry.path)));
    let other = match whose {
        For::Learner => String::new(),
        For::Speaker => format!(" · <a href=\"{HANDOUTS}{path}\">The copy for those who learn</a>"),
    };
    let steps: String =
        lesson.steps.iter().enumerate().map(|(number, step)| section(number + 1, step, whose)).collect();
    let is_text = lesson.steps.is_empty();
    let about = format!("<p class=\"about\">{} · {} minutes</p>\n", escape(&entry.section), entry.minutes);
    // Behind the steps: it would give away what is to be predicted.
    let remember = format!("<p class=\"remember\">{}</p>\n", escape(&entry.remember));
    let [about, remember] = [about, remember].map(|line| if is_text { String::new() } else { line });
    let ways = format!("<a href=\"{ADDRESS}/{path}\">Do it in the lab</a>{other}");
    let (ask, sources) = (listed("What to ask", &lesson.ask), listed("Sources", &lesson.sources));
    let content = format!("{about}{}{steps}{remember}{ask}{sources}", lesson.introduction);
    document(&title, &ways, icon, &content)
}

/// A page of plain HTML, with links to elsewhere before it.
pub fn document(title: &str, ways: &str, icon: &str, content: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
         <title>{title} · SMR Lab</title>\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"{icon}\" />\n\
         <link rel=\"stylesheet\" href=\"{STYLE}\" />\n</head>\n<body>\n\
         <nav class=\"ways\" aria-label=\"Elsewhere\">{ways}</nav>\n\
         <main>\n<h1>{title}</h1>\n{content}</main>\n</body>\n</html>\n",
    )
}

fn section(number: usize, step: &Step, whose: For) -> String {
    let blocks: String = step.blocks.iter().map(|block| shown(block, whose)).collect();
    format!("<section>\n<h2>{number}. {}</h2>\n{blocks}</section>\n", escape(&step.title))
}

fn listed(title: &str, items: &[String]) -> String {
    let rows: String = items.iter().map(|item| format!("<li>{}</li>\n", escape(item))).collect();
    if items.is_empty() { rows } else { format!("<section>\n<h2>{title}</h2>\n<ul>\n{rows}</ul>\n</section>\n") }
}

fn shown(block: &Block, whose: For) -> String {
    const SPACE: &str = "<div class=\"space\"></div>\n";
    match (block, whose) {
        (Block::Prose(html), _) => html.clone(),
        (Block::Script(lines), _) => script(lines),
        (Block::Prediction { question, choices }, _) => {
            let choices: String = choices.iter().map(|choice| answer_to(choice, whose)).collect();
            let space = if whose == For::Learner { SPACE } else { "" };
            format!(
                "<div class=\"prediction\">\n<h3>What will happen?</h3>\n<div>{question}</div>\n\
                 <ul class=\"choices\">\n{choices}</ul>\n{space}</div>\n"
            )
        }
        (Block::Question { question, .. }, For::Learner) => {
            format!("<div class=\"question\">\n{question}{SPACE}</div>\n")
        }
        (Block::Question { question, answer }, For::Speaker) => {
            format!("<div class=\"question\">\n{question}{}</div>\n", speaker("An answer", answer))
        }
        (Block::Hint(_) | Block::Solution(_) | Block::Notes(_), For::Learner) => String::new(),
        (Block::Hint(html), For::Speaker) => speaker("A hint", html),
        (Block::Solution(lines), For::Speaker) => speaker("A solution", &script(lines)),
        (Block::Notes(html), For::Speaker) => speaker("Notes", html),
    }
}

fn speaker(title: &str, html: &str) -> String {
    format!("<div class=\"speaker\">\n<h3>{title}</h3>\n{html}</div>\n")
}

fn answer_to(Choice { answer, right, reason }: &Choice, whose: For) -> String {
    match (whose, right) {
        (For::Learner, _) => format!("<li>☐ {answer}</li>\n"),
        (For::Speaker, true) => format!("<li>☑ <strong>{answer}</strong><div>{reason}</div></li>\n"),
        (For::Speaker, false) => format!("<li>☐ {answer}<div>{reason}</div></li>\n"),
    }
}

/// Lines that are played, and the task that they set.
fn script(lines: &[String]) -> String {
    let goals: Vec<String> = lines.iter().filter_map(|line| goal(line)).collect();
    let played: Vec<String> = lines.iter().filter(|line| goal(line).is_none()).map(|line| escape(line)).collect();
    let code = format!("<pre><code>{}</code></pre>\n", played.join("\n"));
    let tasks: String = goals.iter().map(|goal| format!("<li>{}</li>\n", escape(goal))).collect();
    let task = format!("<div class=\"task\">\n<h3>Your task</h3>\n<ul>\n{tasks}</ul>\n</div>\n");
    match (played.is_empty(), goals.is_empty()) {
        (_, true) => code,
        (true, false) => task,
        (false, false) => code + &task,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classroom::course::Course;

    /// Whether each tag is closed in its order, and no text has a sign of HTML in it that is none.
    fn well_formed(page: &str) -> Result<(), String> {
        const ALONE: [&str; 5] = ["meta", "link", "br", "hr", "!doctype"];
        let mut open: Vec<&str> = Vec::new();
        for piece in page.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').ok_or_else(|| format!("no end of a tag: {piece}"))?;
            if text.contains('>') {
                return Err(format!("a sign that is none: {text}"));
            }
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
            if let Some(name) = tag.strip_prefix('/') {
                let last = open.pop();
                if last != Some(name) {
                    return Err(format!("{last:?} ends as {name}, before {text}"));
                }
            } else if !ALONE.contains(&name) {
                open.push(name);
            }
        }
        if open.is_empty() { Ok(()) } else { Err(format!("{open:?} never end")) }
    }

    #[test]
    fn what_is_not_well_formed_is_found() {
        for page in ["<p>", "<p><b></p></b>", "<p>a > b</p>", "<p", "</p>"] {
            assert!(well_formed(page).is_err(), "{page}");
        }
        well_formed("<!doctype html>\n<p class=\"x\">a &lt; b<br /></p>").unwrap();
    }

    #[test]
    fn every_lesson_and_demo_has_a_handout_with_its_steps_and_only_the_speaker_has_the_notes() {
        let course = Course::of_the_lab();
        let mut notes = 0;
        for entry in course.entries() {
            let lesson = course.lesson(&entry.path).unwrap();
            let [learner, speaker] = [For::Learner, For::Speaker].map(|whose| page(lesson, whose, "/icon.svg"));
            for page in [&learner, &speaker] {
                well_formed(page).unwrap_or_else(|why| panic!("{}: {why}", entry.path));
                assert!(!page.contains("<script") && !page.contains(" onclick"), "{}", entry.path);
                for step in &lesson.steps {
                    assert!(
                        page.contains(&format!(". {}</h2>", escape(&step.title))),
                        "{}: {}",
                        entry.path,
                        step.title
                    );
                }
                let last = format!("<h2>{}. ", lesson.steps.len());
                assert!(page.find("class=\"remember\"") > page.find(&last), "{}: it gives answers away", entry.path);
                for line in lesson.ask.iter().chain(&lesson.sources) {
                    assert!(page.contains(&escape(line)), "{}: {line}", entry.path);
                }
            }
            for block in lesson.steps.iter().flat_map(|step| &step.blocks) {
                if let Block::Notes(html) | Block::Hint(html) | Block::Question { answer: html, .. } = block {
                    notes += 1;
                    assert!(!learner.contains(html.as_str()), "{}: {html}", entry.path);
                    assert!(speaker.contains(html.as_str()), "{}: {html}", entry.path);
                }
            }
            assert!(!learner.contains("class=\"speaker\"") && !learner.contains('☑'), "{}", entry.path);
            assert!(learner.contains("class=\"space\""), "{} has space to write", entry.path);
        }
        assert!(notes > 50, "{notes}");
    }

    #[test]
    fn a_goal_is_told_as_a_task_and_its_condition_is_not() {
        let lines = ["cluster replicas=3", "goal \"Say \\\"no\\\" & <stop>.\" output c1 = FAIL"].map(str::to_owned);
        let html = script(&lines);
        assert!(html.contains("<li>Say &quot;no&quot; &amp; &lt;stop&gt;.</li>"), "{html}");
        assert!(html.contains("cluster replicas=3") && !html.contains("output c1"), "{html}");
    }
}
