//! The service over HTTP.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
};

use super::YouTube;

/// A service that listens, until the process ends.
#[derive(Debug)]
pub struct Served {
    /// Where the API is.
    pub address: String,
}

impl YouTube {
    /// Listens on a free port, on a thread of its own.
    ///
    /// # Errors
    /// When there is no port to be had.
    pub fn serve(self: &Arc<Self>) -> io::Result<Served> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}/youtube/v3", listener.local_addr()?);
        let service = Arc::clone(self);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Whoever hangs up gets no answer, as anywhere.
                drop(service.answer_one(stream));
            }
        });
        Ok(Served { address })
    }

    /// Reads one request and answers it.
    fn answer_one(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let request = lines.next().transpose()?.unwrap_or_default();
        let mut key = None;
        for line in lines {
            let line = line?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("x-goog-api-key")
            {
                key = Some(value.trim().to_owned());
            }
        }
        let path = request.strip_prefix("GET /youtube/v3").and_then(|rest| rest.split(' ').next());
        let (status, body) = match path {
            Some(path) => self.answer(key.as_deref(), path),
            None => (404, "{}".to_owned()),
        };
        write!(
            stream,
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        )
    }
}
