import PackageSearch
import SamplePackages
import SearchEngine
import Testing

@Suite("Names, versions and what is gone")
struct QueryReadingTests {
    private static func sample(_ path: String, _ version: String, name: String? = nil) -> Sample {
        Sample(path) {
            $0.description = "\(path) thing"
            $0.stored[.version] = version
            if let name { $0.name = name }
        }
    }

    private static let samples = [
        sample("hello", "2.12.3"), sample("hello-wrapper", "1"), sample("grep-all", "3"), sample("grep", "15.1.0"),
        sample("snake312", "3.12.13", name: "snake3"), sample("snake313", "3.13.2", name: "snake3"),
        sample("snake313Packages.numbers", "2.1"), sample("db", "17.3"), sample("db_14", "14.3", name: "db"),
        sample("db_18", "18.1", name: "db"), sample("shell_40", "40.1", name: "shell"),
        sample("shell_41", "41.2", name: "shell"),
        sample("plan9", "0"), sample("http", "1"), sample("gl-117", "1.3.2"), sample("gl", "9"), sample("libcxx", "21"),
        sample("flat-1password", "8"), sample("nix-fmt", "1"), sample("s", "1"), sample("prettier", "3"),
        sample("spec", "2"),
        sample("snake313Packages.spec3339", "1"), sample("z3", "4.16"), sample("f2", "0.7"), sample("z80-tools", "1"),
        sample("spec", "2"),
        sample("snake313Packages.spec3339", "1"), sample("z3", "4.16"), sample("f2", "0.7"),
    ]

    private func results(_ text: String) throws -> PackageResults {
        try searcher(Self.samples).search(PackageQuery(text))
    }

    @Test(
        "The package named comes first",
        arguments: [
            ("hello", "hello"), ("hello-2.12.3", "hello"), ("hello 2.12.3", "hello"), ("hello@2.12.3", "hello"),
            ("hello==2.12.3", "hello"), ("HELLO-2.12.3", "hello"), ("hello-v2.12.3", "hello"), ("grep-15.1.0", "grep"),
            ("nixpkgs.hello", "hello"), ("nixpkgs#grep", "grep"), ("nix shell nixpkgs#grep nixpkgs#hello", "grep"),
            ("nix-shell -p hello grep", "hello"), ("nom-shell -p hello", "hello"),
            ("environment.systemPackages = with pkgs; [ grep ];", "grep"),
            ("/nix/store/0c9f0v1y1n5cdnmhkqyqpqzpz8zvk3rl-gl-117-1.3.2/bin/x", "gl-117"),
            ("/nix/store/0c9f0v1y1n5cdnmhkqyqpqzpz8zvk3rl-snake3-3.12.13", "snake312"), ("snake3-3.13.2", "snake313"),
            ("snake3 3.12", "snake312"), ("db 14", "db_14"), ("db-14.3", "db_14"), ("db 17.3", "db"),
            ("snake27Packages.numbers", "snake313Packages.numbers"),
            ("legacyPackages.x86_64-linux.snake3Packages.numbers", "snake313Packages.numbers"),
            ("nodePackages.prettier", "prettier"), ("nixpkgs#hello.dev", "hello"), ("libc++", "libcxx"),
            ("python3.13-numbers-2.1", "snake313Packages.numbers"),
        ])
    func first(text: String, path: String) throws {
        #expect(try results(text).hits.first?[.attributePath] == path)
    }

    @Test("Several names lead in their order")
    func several() throws {
        let found = try results("nix shell nixpkgs#hello nixpkgs#db nixpkgs#grep").hits.map { $0[.attributePath] }
        #expect(found.prefix(3) == ["hello", "db", "grep"])
    }

    @Test(
        "A version that is not there is said; one that is gone gives its family, the nearest version first",
        arguments: [
            ("hello-2.12.9", "hello", "hello is 2.12.3 here"), ("hello 9", "hello", "hello is 2.12.3 here"),
            ("db 14.9", "db_14", "db_14 is 14.3 here"), ("db 9.6", "db", "db is 17.3 here"),
            ("shell_9", "shell_40", "there is no shell_9 here: shell_40 is 40.1"),
            ("shell_99", "shell_41", "there is no shell_99 here: shell_41 is 41.2"),
            ("shell_39_x", "shell_40", "there is no shell_39_x here: shell_40 is 40.1"),
            ("snake27", "snake312", "there is no snake27 here: snake312 is 3.12.13"),
            ("snake314", "snake313", "there is no snake314 here: snake313 is 3.13.2"),
            ("db_9_6", "db_14", "there is no db_9_6 here: db_14 is 14.3"),
            ("grep_2", "grep", "there is no grep_2 here: grep is 15.1.0"),
            ("hello_1_22", "hello", "there is no hello_1_22 here: hello is 2.12.3"),
        ])
    func otherVersion(text: String, path: String, note: String) throws {
        let results = try results(text)
        #expect(results.hits.first?[.attributePath] == path)
        #expect(results.note == note)
    }

    @Test(
        "A number that is part of a word or of a name is not taken for a version, nor what is inside a set for the thing",
        arguments: [
            "s3", "mp4", "web 2.0", "snake charmer 3d", "numbers 3", "numbers-9", "hello 1080p", "grep 7b", "z80",
            "f-5",
            "spec 3339", "nixos.org", "pkgs.wiki", "nix search engine", "spec-3339",
        ])
    func words(text: String) throws {
        let results = try results(text)
        #expect(results.note == nil)
        // Nothing leads as a rule.
        #expect(results.hits.first.map { $0.score < 10 } ?? true)
    }

    @Test("Many dashes cost little and name nothing")
    func dashes() throws {
        let searcher = try searcher(Self.samples)
        for text in [String(repeating: "1-", count: 2000) + "1", String(repeating: "1.1", count: 1300)] {
            #expect(searcher.package(text) == nil)
        }
    }

    @Test("Operators are kept beside a version")
    func operators() throws {
        #expect(try results("hello-2.12.3 platform:x86_64-linux").hits.first?[.attributePath] == "hello")
        #expect(try results("hello-2.12.3 platform:mips-linux").hits.isEmpty)
    }

    @Test("What is pasted and not there is said, and the rest is found")
    func missing() throws {
        let results = try results("nix-shell -p hello wibble")
        #expect(results.hits.first?[.attributePath] == "hello")
        #expect(results.note == "there is no wibble here")
    }
}
