//! The closed loop: so many kept connections, each sending the same request again as soon as it is answered. One poll
//! for many connections, requests ready made and bodies only counted, so that the generator costs less than the server.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{anyhow, ensure};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::http::Answer;
use super::times::Times;

/// How long the loop waits for an answer before it looks whether the time is over.
const LOOK_UP: Duration = Duration::from_millis(50);

/// What is asked, and how hard.
pub struct Load {
    pub address: SocketAddr,
    pub request: Vec<u8>,
    pub connections: usize,
    pub lasting: Duration,
    pub status: u16,
    /// How long each answer's body is.
    pub length: usize,
}

/// What came of it.
pub struct Outcome {
    pub per_second: f64,
    pub times: Times,
}

impl Load {
    /// Any answer but the expected one ends the measurement with an error.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let threads = thread::available_parallelism()?.get().min(self.connections);
        let start = Instant::now();
        let times = thread::scope(|scope| {
            let share =
                |number| self.connections / threads + usize::from(number < self.connections % threads);
            let running: Vec<_> = (0..threads)
                .map(|number| scope.spawn(move || self.on_one_thread(share(number), start)))
                .collect();
            let mut times = Vec::new();
            for thread in running {
                times.extend(thread.join().map_err(|_| anyhow!("a thread of the generator panicked"))??);
            }
            anyhow::Ok(times)
        })?;
        #[expect(clippy::cast_precision_loss, reason = "no count comes near 2^52")]
        let per_second = times.len() as f64 / self.lasting.as_secs_f64();
        Ok(Outcome { per_second, times: Times::new(times) })
    }

    fn on_one_thread(&self, connections: usize, start: Instant) -> anyhow::Result<Vec<Duration>> {
        let mut poll = Poll::new()?;
        let mut events = Events::with_capacity(connections);
        let mut kept = Vec::with_capacity(connections);
        for number in 0..connections {
            let mut connection = Connection::open(self)?;
            poll.registry().register(&mut connection.stream, Token(number), Interest::READABLE)?;
            kept.push(connection);
        }
        for connection in &mut kept {
            connection.send(self)?;
        }
        let end = start + self.lasting;
        let mut buffer = vec![0; 256 * 1024];
        let mut times = Vec::with_capacity(1 << 20);
        while Instant::now() < end {
            poll.poll(&mut events, Some(LOOK_UP))?;
            for event in &events {
                let connection = &mut kept[event.token().0];
                if connection.is_answered(self, &mut buffer)? {
                    times.push(connection.sent.elapsed());
                    connection.send(self)?;
                }
            }
        }
        Ok(times)
    }
}

struct Connection {
    stream: TcpStream,
    sent: Instant,
    answer: Answer,
}

impl Connection {
    fn open(load: &Load) -> anyhow::Result<Self> {
        let stream = std::net::TcpStream::connect(load.address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let stream = TcpStream::from_std(stream);
        Ok(Self { stream, sent: Instant::now(), answer: Answer::counting() })
    }

    fn send(&mut self, load: &Load) -> anyhow::Result<()> {
        self.answer.begin_anew();
        self.sent = Instant::now();
        // A request is far smaller than the socket's buffer, which is empty now.
        let written = self.stream.write(&load.request)?;
        ensure!(written == load.request.len(), "a request did not fit into the socket's buffer");
        Ok(())
    }

    /// Reads what is there. The poll speaks up only for what comes later.
    fn is_answered(&mut self, load: &Load, buffer: &mut [u8]) -> anyhow::Result<bool> {
        loop {
            match self.stream.read(buffer) {
                Ok(0) => return Err(anyhow!("the server closed a kept connection")),
                Ok(read) => {
                    if self.answer.take(&buffer[..read])? {
                        break;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        let (status, length) = (self.answer.status, self.answer.length);
        ensure!(
            status == load.status && length == load.length,
            "{status} with {length} bytes was answered, not {} with {}",
            load.status,
            load.length
        );
        Ok(true)
    }
}
