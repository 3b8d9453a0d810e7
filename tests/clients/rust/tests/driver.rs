//! The Rust driver against a server of this project: connecting, values, bindings, errors, large results.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use snowflake_connector_rs::{
    AuthConfig, Client, ClientConfig, EndpointConfig, Error, PasswordConfig, Result, Session, SessionConfig, Statement,
};
use url::Url;

fn config(user: &str, auth: AuthConfig) -> ClientConfig {
    let port = std::env::var("SNOWGLOBE_HTTP_PORT").expect("a server");
    let url = Url::parse(&format!("http://127.0.0.1:{port}/")).expect("an address");
    ClientConfig::new(user, "local", auth).with_endpoint(EndpointConfig::custom_base_url(url))
}

async fn connect(user: &str, auth: AuthConfig) -> Result<Session> {
    Client::new(config(user, auth))?.create_session().await
}

async fn open() -> Session {
    connect("snowglobe", AuthConfig::password("snowglobe")).await.expect("a session")
}

async fn user_of(session: &Session) -> String {
    let rows = session.query_as::<(String,), _>("SELECT CURRENT_USER()").await.expect("an answer");
    rows.collect::<Vec<_>>().await.expect("rows").remove(0).0
}

fn code(error: &Error) -> &str {
    error.snowflake_code().unwrap_or_else(|| panic!("no error of the server: {error:?}"))
}

/// The driver keeps the message of a refused login and drops its code.
async fn assert_refused(user: &str, auth: AuthConfig, words: &str) {
    let error = connect(user, auth).await.expect_err("to be refused");
    let message = error.snowflake_message().unwrap_or_default();
    assert!(message.contains(words), "{error:?}");
}

#[tokio::test]
async fn connects_by_password() {
    assert_eq!(user_of(&open().await).await, "SNOWGLOBE");
    assert_refused("snowglobe", AuthConfig::password("other"), "Incorrect username or password").await;
}

#[tokio::test]
async fn connects_by_access_token() {
    let session = open().await;
    session.query("CREATE OR REPLACE USER rust_tokens").await.expect("a user");
    let made = session
        .query_as::<(String, String), _>("ALTER USER rust_tokens ADD PROGRAMMATIC ACCESS TOKEN t")
        .await
        .expect("a token")
        .collect::<Vec<_>>()
        .await
        .expect("its row");
    let token = &made[0].1;
    let by_token = connect("rust_tokens", AuthConfig::password(token.clone())).await.expect("a session");
    assert_eq!(user_of(&by_token).await, "RUST_TOKENS");
    let wrong = AuthConfig::password(format!("{token}0"));
    assert_refused("rust_tokens", wrong, "Incorrect username or password").await;
    assert_refused("rust_tokens", AuthConfig::oauth("no token"), "Invalid OAuth access token").await;
}

#[tokio::test]
async fn a_passcode_is_asked_for() {
    let session = open().await;
    session.query("CREATE OR REPLACE USER rust_mfa PASSWORD = 'x'").await.expect("a user");
    session.query("ALTER USER rust_mfa ENROLL MFA").await.expect("a second factor");
    assert_refused("rust_mfa", AuthConfig::password("x"), "MFA with TOTP is required").await;
    let wrong = AuthConfig::password(PasswordConfig::new("x").with_passcode("12345x"));
    assert_refused("rust_mfa", wrong, "passcode").await;
}

#[tokio::test]
async fn a_session_has_a_place_and_parameters() {
    open().await.query("CREATE OR REPLACE DATABASE rust_place").await.expect("a database");
    let place = SessionConfig::new()
        .with_database("rust_place")
        .with_schema("public")
        .with_session_parameter("TIMEZONE", "Asia/Tokyo".into());
    let config = config("snowglobe", AuthConfig::password("snowglobe")).with_session(place);
    let session = Client::new(config).expect("a client").create_session().await.expect("a session");
    let rows = session
        .query_as::<(String, String, String), _>(
            "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), '2024-01-01 00:00:00 +00:00'::TIMESTAMP_LTZ::VARCHAR",
        )
        .await
        .expect("an answer")
        .collect::<Vec<_>>()
        .await
        .expect("rows");
    let expected = ["RUST_PLACE", "PUBLIC", "2024-01-01 09:00:00.000 +0900"].map(String::from);
    assert_eq!([rows[0].0.clone(), rows[0].1.clone(), rows[0].2.clone()], expected);
}

type Numbers = (i64, f64, String, bool, Option<String>);
type Times = (NaiveDate, NaiveTime, NaiveDateTime, DateTime<FixedOffset>, serde_json::Value);

#[tokio::test]
async fn values_have_their_types() {
    let session = open().await;
    let numbers = session
        .query_as::<Numbers, _>("SELECT 9223372036854775807, -1.5::FLOAT, 'it''s ☃', TRUE, NULL::VARCHAR")
        .await
        .expect("an answer")
        .collect::<Vec<_>>()
        .await
        .expect("rows");
    assert_eq!(numbers, [(i64::MAX, -1.5, "it's ☃".to_string(), true, None)]);
    let times = session
        .query_as::<Times, _>(
            "SELECT '2024-02-29'::DATE, '12:34:56.123456789'::TIME, '1969-12-31 23:59:59.5'::TIMESTAMP_NTZ,
             '2024-02-29 12:34:56.5 +05:30'::TIMESTAMP_TZ, PARSE_JSON('{\"a\": [1, null]}')",
        )
        .await
        .expect("an answer")
        .collect::<Vec<_>>()
        .await
        .expect("rows");
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day");
    let before = NaiveDate::from_ymd_opt(1969, 12, 31).expect("a day");
    let (date, time, plain, zoned, json) = &times[0];
    assert_eq!(*date, day);
    assert_eq!(Some(*time), NaiveTime::from_hms_nano_opt(12, 34, 56, 123_456_789));
    assert_eq!(Some(*plain), before.and_hms_milli_opt(23, 59, 59, 500));
    assert_eq!(zoned.to_rfc3339(), "2024-02-29T12:34:56.500+05:30");
    assert_eq!(*json, serde_json::json!({"a": [1, null]}));
}

#[tokio::test]
async fn bindings_and_changes() {
    let session = open().await;
    session.query("CREATE OR REPLACE DATABASE rust_bindings").await.expect("a database");
    session.query("CREATE TABLE t (n NUMBER, s VARCHAR)").await.expect("a table");
    session.query(Statement::new("INSERT INTO t VALUES (?, ?), (?, ?)").bind(1i64).bind("a").bind(2i64).bind("☃"))
        .await
        .expect("an insert");
    let rows = session
        .query_as::<(i64, String), _>(Statement::new("SELECT n, s FROM t WHERE n > :low").bind_named("low", 1i64))
        .await
        .expect("an answer")
        .collect::<Vec<_>>()
        .await
        .expect("rows");
    assert_eq!(rows, [(2, "☃".to_string())]);
}

#[tokio::test]
async fn errors_are_the_servers() {
    let error = open().await.query("SELECT nowhere").await.map(|_| ()).expect_err("an error");
    assert_eq!(code(&error), "000904");
    assert!(error.snowflake_message().is_some_and(|message| message.contains("invalid identifier 'NOWHERE'")));
    assert!(error.query_id().is_some());
}

#[tokio::test]
async fn a_large_result_comes_in_chunks() {
    let session = open().await;
    let rows = session
        .query_as::<(i64, String), _>(
            "SELECT ROW_NUMBER() OVER (ORDER BY SEQ8()) AS n, 'row ' || n FROM TABLE(GENERATOR(ROWCOUNT => 200000))",
        )
        .await
        .expect("an answer")
        .collect::<Vec<_>>()
        .await
        .expect("rows");
    assert_eq!(rows.len(), 200_000);
    assert_eq!(rows.iter().map(|row| row.0).sum::<i64>(), 200_000 * 200_001 / 2);
    assert!(rows.iter().all(|row| row.1 == format!("row {}", row.0)));
}
