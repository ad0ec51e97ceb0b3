//! What every sender promises, seen from outside: only through what the crate offers.

#[cfg(test)]
mod cms;
#[cfg(test)]
mod coral;
#[cfg(test)]
mod discourse;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod keyring;
#[cfg(test)]
mod line;
#[cfg(test)]
mod linkedin;
#[cfg(test)]
mod mastodon;
#[cfg(test)]
mod meta;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod telegram;
#[cfg(test)]
mod tiktok;
#[cfg(test)]
mod twitch;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod x;
#[cfg(test)]
mod youtube;
