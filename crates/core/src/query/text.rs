//! Queries as calls, the form of 1.0 to 1.4: `equal("name", ["x"])`.

use super::QueryError;
use super::raw::{Literal, Raw, ensure_depth, method};

/// Whether a text begins like a call: a name and a parenthesis.
pub(super) fn is_call(text: &str) -> bool {
    let name = text.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    name.len() < text.len() && name.trim_start().starts_with('(')
}

/// Parses a call.
pub(super) fn parse(text: &str) -> Result<Raw, QueryError> {
    let mut reader = Reader { rest: text };
    let call = reader.call(0)?;
    if reader.rest.trim().is_empty() { Ok(call) } else { Err(QueryError::Syntax) }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// `method(argument, argument)`.
    fn call(&mut self, depth: usize) -> Result<Raw, QueryError> {
        ensure_depth(depth)?;
        let method = method(self.name())?;
        self.expect('(')?;
        let mut arguments = self.list(')', depth)?.into_iter();
        let attribute = if method.has_no_attribute() {
            String::new()
        } else {
            match arguments.next() {
                None => String::new(),
                Some(Literal::Text(attribute)) => attribute,
                Some(other) => return Err(QueryError::AttributeType(other.type_name())),
            }
        };
        // `equal("name", ["x", "y"])` and `equal("name", "x", "y")` are the same.
        let mut values = Vec::new();
        for argument in arguments {
            match argument {
                Literal::List(list) => values.extend(list),
                other => values.push(other),
            }
        }
        if method.is_nested() && !values.iter().all(|value| matches!(value, Literal::Query(_))) {
            return Err(QueryError::Syntax);
        }
        Ok(Raw { method, attribute, values })
    }

    /// The values between commas, up to this character.
    fn list(&mut self, end: char, depth: usize) -> Result<Vec<Literal>, QueryError> {
        let mut values = Vec::new();
        loop {
            self.blanks();
            if values.is_empty() && self.take(end) {
                return Ok(values);
            }
            values.push(self.value(depth)?);
            self.blanks();
            if self.take(end) {
                return Ok(values);
            }
            self.expect(',')?;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Literal, QueryError> {
        match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote).map(Literal::Text),
            Some('[') => {
                ensure_depth(depth + 1)?;
                self.expect('[')?;
                self.list(']', depth + 1).map(Literal::List)
            }
            Some(first) if first.is_ascii_digit() || matches!(first, '-' | '+' | '.') => self.number(),
            _ if is_call(self.rest) => self.call(depth + 1).map(Literal::Query),
            _ => match self.name() {
                "true" => Ok(Literal::Bool(true)),
                "false" => Ok(Literal::Bool(false)),
                "null" => Ok(Literal::Null),
                _ => Err(QueryError::Syntax),
            },
        }
    }

    /// A text in quotes. A backslash escapes the next character, as in PHP; `\n`, `\u00e9` and so on have the same
    /// meaning as in JSON.
    fn quoted(&mut self, quote: char) -> Result<String, QueryError> {
        let mut text = String::new();
        let mut signs = self.rest.char_indices().skip(1);
        while let Some((at, sign)) = signs.next() {
            match sign {
                _ if sign == quote => {
                    self.rest = self.rest.get(at + sign.len_utf8()..).unwrap_or_default();
                    return Ok(text);
                }
                '\\' => match signs.next().ok_or(QueryError::Syntax)?.1 {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    'u' => {
                        let hex: String = signs.by_ref().take(4).map(|(_, digit)| digit).collect();
                        let code = (hex.len() == 4).then(|| u32::from_str_radix(&hex, 16).ok()).flatten();
                        text.push(code.and_then(char::from_u32).ok_or(QueryError::Syntax)?);
                    }
                    escaped => text.push(escaped),
                },
                _ => text.push(sign),
            }
        }
        Err(QueryError::Syntax)
    }

    fn number(&mut self) -> Result<Literal, QueryError> {
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '+' | '.');
        let number = self.split(is_part);
        let is_real = number.parse::<f64>().is_ok_and(f64::is_finite);
        if is_real { Ok(Literal::Number(number.parse().ok())) } else { Err(QueryError::Syntax) }
    }

    fn name(&mut self) -> &'a str {
        self.split(|sign| sign.is_ascii_alphanumeric() || sign == '_')
    }

    /// Takes the characters of a kind from the front.
    fn split(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|sign| !is_part(sign)).unwrap_or(self.rest.len());
        let (part, rest) = self.rest.split_at(end);
        self.rest = rest;
        part
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, sign: char) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, sign: char) -> Result<(), QueryError> {
        self.blanks();
        if self.take(sign) { Ok(()) } else { Err(QueryError::Syntax) }
    }
}
