//! The deployer's key: from a keystore file, the environment or a prompt; never from the command line, where other users
//! of the machine and the shell's history would see it.

use std::{
    io::{IsTerminal, stdin},
    path::Path,
};

use alloy::signers::local::PrivateKeySigner;

use crate::error::{Error, Result};

/// Holds a private key, hexadecimal.
pub const KEY_VARIABLE: &str = "DEPLOYER_KEY";
/// Holds the password of the keystore file.
pub const PASSWORD_VARIABLE: &str = "DEPLOYER_PASSWORD";

/// The key from the keystore file if given, else from the environment, else from the terminal.
pub fn load(keystore: Option<&Path>) -> Result<PrivateKeySigner> {
    if let Some(path) = keystore {
        return from_keystore(path, std::env::var(PASSWORD_VARIABLE).ok());
    }
    if let Ok(text) = std::env::var(KEY_VARIABLE)
        && !text.trim().is_empty()
    {
        return parse(&text, KEY_VARIABLE);
    }
    if !stdin().is_terminal() {
        return Err(Error::Key(format!(
            "no key: set {KEY_VARIABLE}, or give --keystore FILE (password in {PASSWORD_VARIABLE} or asked for)"
        )));
    }
    let text = prompt("Private key of the deployer (not shown): ")?;
    parse(&text, "what was typed")
}

fn from_keystore(path: &Path, password: Option<String>) -> Result<PrivateKeySigner> {
    if !path.is_file() {
        return Err(Error::Key(format!("no keystore file {}", path.display())));
    }
    let password = match password {
        Some(password) => password,
        None if stdin().is_terminal() => prompt("Password of the keystore (not shown): ")?,
        None => {
            return Err(Error::Key(format!(
                "no password for {}: set {PASSWORD_VARIABLE} or run in a terminal",
                path.display()
            )));
        }
    };
    PrivateKeySigner::decrypt_keystore(path, password)
        .map_err(|e| Error::Key(format!("keystore {}: {e}", path.display())))
}

fn prompt(question: &str) -> Result<String> {
    rpassword::prompt_password(question)
        .map_err(|e| Error::Key(format!("cannot ask for it here ({e}): set {KEY_VARIABLE}")))
}

/// The text itself must not show up in the message.
fn parse(text: &str, whence: &str) -> Result<PrivateKeySigner> {
    text.trim().parse().map_err(|_| {
        Error::Key(format!(
            "{whence} is no private key: 64 hexadecimal digits, with or without 0x"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::address;

    const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    #[test]
    fn parse_takes_keys_and_never_repeats_them() {
        let expected = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        assert_eq!(parse(KEY, "x").unwrap().address(), expected);
        assert_eq!(
            parse(&format!(" {}\n", &KEY[2..]), "x").unwrap().address(),
            expected
        );
        let wrong = format!("{KEY}00");
        let e = parse(&wrong, "x").unwrap_err().to_string();
        assert!(!e.contains("ac0974"), "{e}");
    }

    #[test]
    fn from_keystore_opens_what_was_encrypted_and_refuses_a_wrong_password() {
        let folder = tempfile::tempdir().unwrap();
        let key: PrivateKeySigner = KEY.parse().unwrap();
        let mut rng = alloy::signers::k256::elliptic_curve::rand_core::OsRng;
        PrivateKeySigner::encrypt_keystore(
            folder.path(),
            &mut rng,
            key.to_bytes(),
            "secret",
            Some("k"),
        )
        .unwrap();
        let path = folder.path().join("k");
        let opened = from_keystore(&path, Some("secret".into())).unwrap();
        assert_eq!(opened.address(), key.address());
        assert!(from_keystore(&path, Some("wrong".into())).is_err());
        assert!(from_keystore(&folder.path().join("none"), Some("secret".into())).is_err());
    }
}
