//! The tests of the Rust driver are in `tests/driver.rs`; the driver is all they need.
