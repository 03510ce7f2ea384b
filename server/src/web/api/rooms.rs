//! Rooms, for those who come in with a camera.

use axum::extract::Path;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use qrcode::QrCode;
use qrcode::render::svg;

use super::answer::{Problem, Wrong};
use crate::web::files::ROOMS;

/// The length of the picture's sides, at least.
const SIDE: u32 = 300;

/// Draws the way into a room as a QR code: the address of the page on which one follows, at this very server.
#[utoipa::path(get, path = "/api/rooms/{code}/qr", tag = "rooms",
    params(("code" = String, Path, description = "The code of the room.")), responses(
    (status = 200, description = "The picture.", body = String, content_type = "image/svg+xml"),
    (status = 422, description = "No room can have this code, or this server no such address.", body = Wrong),
))]
pub async fn qr(
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<([(HeaderName, &'static str); 1], String), Problem> {
    let unprocessable = |why: &str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, why);
    if code.is_empty() || code.len() > 16 || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(unprocessable("the code of a room is a few letters and digits"));
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let drawn = QrCode::new(format!("http://{host}{ROOMS}{code}"));
    let drawn = drawn.map_err(|_too_long| unprocessable("the address of this server is too long to be drawn"))?;
    let picture = drawn.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build();
    Ok(([(CONTENT_TYPE, "image/svg+xml")], picture))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_picture_leads_to_the_page_of_the_room_at_the_server_that_was_asked() {
        let host = HeaderMap::from_iter([(HOST, "lab.example:3000".parse().unwrap())]);
        let Ok((_, picture)) = qr(Path("abc234".to_owned()), host).await else { panic!("it can be drawn") };
        let drawn =
            |address: &str| QrCode::new(address).unwrap().render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build();
        assert_eq!(picture, drawn("http://lab.example:3000/join/abc234"));
        assert_ne!(picture, drawn("http://lab.example:3000/join/abc235"));
    }
}
