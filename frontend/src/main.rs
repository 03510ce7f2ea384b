//! The page: a placeholder that mounts, so that the whole chain from Rust source to a rendered page is proven.
use leptos::prelude::*;
use wasm_bindgen::JsCast;

fn main() {
    console_error_panic_hook::set_once();
    if let Some(place) = document().get_element_by_id("app") {
        place.set_inner_html("");
        mount_to(place.unchecked_into(), Page).forget();
    }
}

/// The whole page.
#[component]
fn Page() -> impl IntoView {
    view! {
        <main>
            <h1>"SMR Lab"</h1>
            <p>"A lab in which you run, break and repair replicated state machines."</p>
        </main>
    }
}
