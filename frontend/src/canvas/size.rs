//! How large a drawing is, as a signal.

use super::Point;
use crate::dom::effect;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::ResizeObserver;

/// The size of an element, followed as long as its component lives.
pub fn follow(element: NodeRef<Div>) -> RwSignal<Point> {
    let size = RwSignal::new(Point::default());
    let watcher = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn FnMut()>)>);
    effect(move || {
        let Some(element) = element.get() else { return };
        let measured = element.clone();
        let measure = Closure::<dyn FnMut()>::new(move || {
            let now = Point { x: f64::from(measured.client_width()), y: f64::from(measured.client_height()) };
            if size.try_get_untracked().is_some_and(|known| known != now) {
                size.set(now);
            }
        });
        if let Ok(observer) = ResizeObserver::new(measure.as_ref().unchecked_ref()) {
            observer.observe(&element);
            watcher.set_value(Some((observer, measure)));
        }
    });
    on_cleanup(move || {
        let watched = watcher.try_update_value(Option::take).flatten();
        if let Some((observer, _closure)) = watched {
            observer.disconnect();
        }
    });
    size
}
