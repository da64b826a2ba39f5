//! Printing, on debug chains only and free of charge.

use std::fmt::Display;

use crate::engine::frame::{Hook, Stop};

impl Hook<'_> {
    fn print(&mut self, value: impl Display) {
        self.evm().console(&value.to_string());
    }

    fn tee<T: Display + Copy>(&mut self, value: T) -> T {
        self.print(value);
        value
    }

    pub fn log_txt(&mut self, text: u32, len: u32) -> Result<(), Stop> {
        let text = String::from_utf8_lossy(self.read(text, len)?).into_owned();
        self.print(text);
        Ok(())
    }

    pub fn log_i32(&mut self, value: u32) -> Result<(), Stop> {
        self.print(value.cast_signed());
        Ok(())
    }

    pub fn log_i64(&mut self, value: u64) -> Result<(), Stop> {
        self.print(value.cast_signed());
        Ok(())
    }

    pub fn log_f32(&mut self, value: f32) -> Result<(), Stop> {
        self.print(value);
        Ok(())
    }

    pub fn log_f64(&mut self, value: f64) -> Result<(), Stop> {
        self.print(value);
        Ok(())
    }

    pub fn tee_i32(&mut self, value: u32) -> Result<u32, Stop> {
        Ok(self.tee(value.cast_signed()).cast_unsigned())
    }

    pub fn tee_i64(&mut self, value: u64) -> Result<u64, Stop> {
        Ok(self.tee(value.cast_signed()).cast_unsigned())
    }

    pub fn tee_f32(&mut self, value: f32) -> Result<f32, Stop> {
        Ok(self.tee(value))
    }

    pub fn tee_f64(&mut self, value: f64) -> Result<f64, Stop> {
        Ok(self.tee(value))
    }
}
