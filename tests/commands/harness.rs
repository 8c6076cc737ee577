//! Estates in directories of their own, and commands in them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A directory with files.
pub struct Estate(TempDir);

/// Two controls with a recommendation each, so that reports stay short.
pub const POLICY: &str = r#"controls:
  - { id: encrypt-data-in-transit, title: Encrypt data in transit, maxScore: 4, description: Nobody reads on the way. }
  - { id: secure-management-ports, title: Secure management ports, maxScore: 8, description: Nobody gets in. }
recommendations:
  - id: storage-https
    title: Storage accounts should accept only HTTPS
    controls: [encrypt-data-in-transit]
    severity: high
    source: custom
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Plain HTTP can be read.
    remediation: Switch on "Secure transfer required".
    check: |
      resource.properties.supportsHttpsTrafficOnly == true
  - id: vm-no-public-ip
    title: Machines should have no public address
    controls: [secure-management-ports]
    severity: medium
    source: custom
    resourceTypes: [Microsoft.Compute/virtualMachines]
    description: Whoever reaches a machine can try to get in.
    remediation: Take the address away.
    check: |
      resource.properties.publicIp == ()
"#;

/// A storage account of a subscription and a group.
pub fn storage(subscription: &str, group: &str, name: &str, https: bool) -> String {
    let id = format!(
        "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{name}"
    );
    let properties = format!(r#"{{"supportsHttpsTrafficOnly": {https}}}"#);
    format!(
        r#"{{"id": "{id}", "name": "{name}", "type": "Microsoft.Storage/storageAccounts", "properties": {properties}}}"#
    )
}

impl Estate {
    /// An empty directory.
    pub fn empty() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// The short policy in `rules`, and these files.
    pub fn with(files: &[(&str, &[u8])]) -> Self {
        let estate = Self::empty();
        estate.add("rules/policy.yaml", POLICY.as_bytes());
        files.iter().for_each(|(name, bytes)| estate.add(name, bytes));
        estate
    }

    /// Writes a file, and the directories above it.
    pub fn add(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Makes an empty directory.
    pub fn directory(&self, name: &str) {
        std::fs::create_dir_all(self.path().join(name)).unwrap();
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs a command in the directory, with `input` on standard input.
    pub fn output(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
        command.args(arguments).current_dir(self.path()).env_remove("COLUMNS");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that reads nothing closes its end early.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// What a command prints on both streams, and how it ends.
    pub fn run(&self, arguments: &[&str]) -> String {
        self.run_with(arguments, b"")
    }

    /// As [`Estate::run`], with standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> String {
        let output = self.output(arguments, input);
        let code = output.status.code().map_or("none: a signal".to_owned(), |code| code.to_string());
        let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        format!("$ uplift {}\n{stderr}{stdout}[exit code {code}]\n\n", arguments.join(" "))
    }

    /// Scans with the short policy alone.
    pub fn scan(&self, arguments: &[&str]) -> String {
        self.run(&[&["scan", "--policies", "rules", "--no-embedded"], arguments].concat())
    }

    /// The JSON report of a scan with the short policy alone.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let all = [&["scan", "--policies", "rules", "--no-embedded", "--format", "json"], arguments].concat();
        serde_json::from_slice(&self.output(&all, b"").stdout).unwrap()
    }
}
