//! All of Vigie on one machine, and its command line.

mod command;
mod data;
mod feed;
mod polling;
mod progress;
mod serve;
mod shown;
mod table;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Vigie moderates comments: platforms send them in, a classifier reads them, a policy decides, people judge the rest.
///
/// Without a command, everything is served on one port with the embedded store: `vigie serve`.
#[derive(Debug, Parser)]
#[command(name = "vigie", version, about, after_help = EXAMPLES)]
struct Vigie {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: command::serve::Serve,
}

const EXAMPLES: &str = "Examples:
  vigie                                        serve on http://127.0.0.1:8787
  vigie send events/cms/new-hateful.json       sign a fixture and send it
  vigie send --all                             send every fixture, and see what does not answer as it should
  vigie classify \"Quel plaisir de vous lire\"   say what the classifier sees
  vigie classify --stdin < comments.jsonl      judge many, one JSON a line
  vigie eval labelled.jsonl                    measure the classifier on labelled rows
  vigie space check my-space.toml              check a space's document
  vigie token create --name Ana --role lead    make a reviewer's token

Licensed under MIT or Apache-2.0. Decisions and their reasons: infra/decisions.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve webhooks, the review API and analysis on one port, with the embedded store (default)
    Serve(command::serve::Serve),
    /// Sign fixtures as their platforms would, send them, and show the answers
    Send(command::send::Send),
    /// Say what the classifier sees in a text, and what a space would decide
    Classify(command::classify::Classify),
    /// Measure the classifier and a policy on rows whose answer is known
    Eval(command::eval::Eval),
    /// Check, save, list or show spaces
    #[command(subcommand)]
    Space(command::space::SpaceCommand),
    /// Create, list or revoke reviewers' tokens
    #[command(subcommand)]
    Token(command::token::TokenCommand),
    /// Show what was verified but could not be read
    Quarantine(command::quarantine::Quarantine),
}

fn main() -> ExitCode {
    let vigie = Vigie::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return shown::failed(&error),
    };
    let done = runtime.block_on(async {
        match vigie.command {
            None => vigie.serve.run().await,
            Some(Command::Serve(serve)) => serve.run().await,
            Some(Command::Send(send)) => send.run().await,
            Some(Command::Classify(classify)) => classify.run(),
            Some(Command::Eval(eval)) => eval.run(),
            Some(Command::Space(space)) => space.run().await,
            Some(Command::Token(token)) => token.run().await,
            Some(Command::Quarantine(quarantine)) => quarantine.run().await,
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => shown::failed(error.as_ref()),
    }
}
