//! Some whole requests, one after the other, with the embedded table.

use crate::answer::SentRequest;
use crate::bytes::Bytes;
use crate::{Pace, Target, request, test_app};

pub(crate) const TARGET: Target = Target {
    name: "router",
    run,
    seeds: &[
        &[0; 64],
        &[7; 96],
        b"\x00\x21\x00\x00\x00\x00\x02\x04\x00\x12\x05\x00\x17\x06\x00\x1d\x00\x00\x00\x01\x01",
        b"\x00\x30\x00\x01\x00\x02\x01\x00\x00\x04\x02\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f",
        b"\x00\x40\x00\x02\x00\x00\x03\x08\x10\x00\x20\x11\x00\x21\x12\x00\x22\x13\x00\x23\x14\x00\x24\x15\x00\x25",
        b"\x00\x05\xff\x03\x00\x10\x00\x03\x03\x10\x04\x20\x05\x30\x06\x40\x07\x50\x60\x70\x80\x90\xa0\xb0\xc0\xd0",
    ],
    pace: Pace::Requests,
};

/// The maximum number of requests of one input.
const REQUESTS: usize = 4;

fn run(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    for _ in 0..REQUESTS {
        if bytes.is_empty() {
            return;
        }
        test_app::with(|test_app| {
            test_app.recreate_deleted();
            let Some(made) = request::make(&mut bytes, test_app) else { return };
            let answer = test_app.send(made.request);
            let (method, path, format) = (&made.method, &made.path, made.format.as_deref());
            answer.ensure_valid(&SentRequest { method, path, format, summary: &made.summary });
        });
    }
}
