//! What a script shows of a comment while it is being written: the words alone, without a page around them.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::form;
use crate::actions::comments;
use crate::app::App;
use crate::model::html::Html;
use crate::tools::language::Language;
use crate::web::error::Failure;
use crate::web::extractors::Form;
use crate::web::page;

#[derive(Template)]
#[template(path = "site/comment_text.html")]
struct TextPart {
    html: Html,
    fault: Option<String>,
}

#[derive(Deserialize)]
pub struct Typed {
    text: String,
}

pub async fn create(State(app): State<App>, Form(typed): Form<Typed>) -> Result<Response, Failure> {
    let (status, part) = match comments::rendered(&app, &typed.text).await {
        Ok(html) => (StatusCode::OK, TextPart { html, fault: None }),
        Err(fault) => {
            let words = Language::of(&app.settings().language);
            let fault = Some(form::in_text(words, fault));
            (StatusCode::UNPROCESSABLE_ENTITY, TextPart { html: Html::default(), fault })
        }
    };
    page::private_with(status, &part)
}
