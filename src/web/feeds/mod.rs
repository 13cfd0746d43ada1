//! For machines that read.
