{
  description = "Look inside a Salesforce org from the terminal, read-only";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs = { self, nixpkgs }:
    let
      package = (builtins.fromTOML (builtins.readFile ./Cargo.toml)).package;
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      forEach = nixpkgs.lib.genAttrs systems;
    in
    {
      packages = forEach (system:
        let pkgs = nixpkgs.legacyPackages.${system};
        in {
          default = pkgs.rustPlatform.buildRustPackage {
            pname = package.name;
            version = package.version;
            src = self;
            cargoLock.lockFile = ./Cargo.lock;
            buildType = "dist";
            nativeBuildInputs = [ pkgs.installShellFiles ];
            # The tests drive a terminal, a keyring and the network of this machine.
            doCheck = false;
            postInstall = ''
              $out/bin/orgscope man > orgscope.1
              installManPage orgscope.1
              for shell in bash zsh fish; do
                $out/bin/orgscope completions $shell > orgscope.$shell
              done
              installShellCompletion --cmd orgscope \
                --bash orgscope.bash --zsh orgscope.zsh --fish orgscope.fish
            '';
            meta = {
              description = "Look inside a Salesforce org from the terminal, read-only";
              homepage = package.repository;
              license = with pkgs.lib.licenses; [ mit asl20 ];
              mainProgram = package.name;
            };
          };
        });
      apps = forEach (system: {
        default = {
          type = "app";
          program = "${self.packages.${system}.default}/bin/orgscope";
        };
      });
    };
}
