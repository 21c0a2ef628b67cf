//! The program's own font, for a screen whose system has no Chinese one: `font://localhost/sans.ttf`.
//!
//! The page names it behind the fonts of every system, for Chinese characters alone, so that it is fetched only where
//! they would otherwise be boxes. It is the same font that charts and PDFs are set in.

use tauri::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, HeaderValue};
use tauri::http::{Request, Response};

/// The scheme of its address; Windows makes `http://font.localhost` of it.
pub(super) const SCHEME: &str = "font";

/// Answers every request with the font: there is nothing else under this scheme.
pub(super) fn answer(_request: &Request<Vec<u8>>) -> Response<&'static [u8]> {
    let mut response = Response::new(kezhang_paint::font::BYTES);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("font/ttf"));
    // A font is only read from elsewhere where that place allows it, and the page's own address differs by system.
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
