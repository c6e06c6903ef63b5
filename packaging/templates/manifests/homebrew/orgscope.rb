class Orgscope < Formula
  desc "Look inside a Salesforce org from the terminal, read-only"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@URL aarch64-apple-darwin@"
      sha256 "@SUM aarch64-apple-darwin@"
    end
    on_intel do
      url "@URL x86_64-apple-darwin@"
      sha256 "@SUM x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@URL aarch64-unknown-linux-musl@"
      sha256 "@SUM aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "@URL x86_64-unknown-linux-musl@"
      sha256 "@SUM x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "orgscope"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/orgscope.bash" => "orgscope"
    zsh_completion.install "completions/_orgscope"
    fish_completion.install "completions/orgscope.fish"
    doc.install "README.md", "THIRD-PARTY.txt"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/orgscope --version")
    assert_match "demo", shell_output("#{bin}/orgscope demo faults")
  end
end
