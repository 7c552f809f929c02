import Basics
import JSON
import PackageSearch
import TestSupport
import Testing

@Suite("Searching on the command line", .enabled(if: programCanIndex))
struct SearchCommandTests {
    private let sample = SampleIndex.shared

    @Test("finds a package by name, for people and as the API's JSON")
    func search() throws {
        let text = try sample.run(["search", "ripgrep"])
        #expect(text.status == 0)
        #expect(text.errors.isEmpty)
        #expect(text.lines.first?.hasPrefix("ripgrep  ") == true)
        #expect(text.output.contains("nix shell nixpkgs#ripgrep"))
        #expect(!text.output.contains("\u{1B}"))

        let json = try sample.json(["search", "--json", "--limit", "3", "ripgrep"])
        #expect(json["query"]?.string == "ripgrep")
        #expect(json["packages"]?[0]?["attributePath"]?.string == "ripgrep")
        #expect(json["packages"]?.array?.count ?? 0 <= 3)
        #expect(json["search_type"]?.string == "hybrid")
        #expect(json["query_time_ms"]?.double ?? -1 >= 0)
        #expect(json.object?.keys.count == 20)
    }

    @Test("words that occur nowhere are said so, and are a success only where what is nearest is asked for")
    func nearest() throws {
        let words = ["search", "qqqqzzzzxx"]
        let text = try sample.run(words)
        #expect(text.status == 1)
        #expect(text.output.contains("nothing contains \"qqqqzzzzxx\": these are nearest by meaning"))
        let json = try sample.run(words + ["--json"])
        #expect(json.status == 1)
        #expect(try JSONValue.parse(json.output)["search_type"]?.string == "semantic")
        #expect(try sample.run(words + ["--nearest"]).status == 0)
        #expect(try sample.run(words, ["FDNIX_NEAREST": "1"]).status == 0)
        // Words alone find nothing at all.
        #expect(try sample.run(words + ["--no-semantic", "--nearest"]).status == 1)
    }

    @Test("what was pasted finds the package in it, and show shows it")
    func pasted() throws {
        let version = try sample.json(["show", "--json", "ripgrep"])["version"]?.string ?? ""
        for text in [
            "nixpkgs#ripgrep", "pkgs.ripgrep", "legacyPackages.x86_64-linux.ripgrep", "ripgrep-\(version)",
            "nix shell nixpkgs#ripgrep", "environment.systemPackages = with pkgs; [ ripgrep ];",
        ] {
            let found = try sample.json(["search", "--json", "--limit", "1", "--", text])
            #expect(found["packages"]?[0]?["attributePath"]?.string == "ripgrep", "\(text)")
            #expect(try sample.json(["show", "--json", "--", text])["attributePath"]?.string == "ripgrep", "\(text)")
        }
        let other = try sample.run(["show", "ripgrep-0.0.1"])
        #expect(other.status == 1)
        #expect(other.errors.contains("ripgrep is \(version) here; did you mean ripgrep"))
    }

    @Test("words given one by one and as one are the same query")
    func words() throws {
        let one = try sample.json(["search", "--json", "text editor"])["packages"]
        let two = try sample.json(["search", "--json", "text", "editor"])["packages"]
        #expect(one == two)
        #expect(one?.array?.isEmpty == false)
    }

    @Test("pages follow each other without gap or overlap, with one total")
    func paging() throws {
        func paths(_ offset: Int, _ limit: Int) throws -> [String] {
            let json = try sample.json(["search", "--json", "--offset", "\(offset)", "--limit", "\(limit)", "library"])
            return json["packages"]?.array?.compactMap { $0["attributePath"]?.string } ?? []
        }
        let all = try paths(0, 30)
        #expect(all.count == 30)
        #expect(try paths(0, 10) + paths(10, 10) + paths(20, 10) == all)
    }

    @Test("filters, flags and their environment variables do the same")
    func filters() throws {
        let flagged = try sample.json(["search", "--json", "--license", "mit", "--category", "editors", "editor"])[
            "packages"]
        let labelled = try sample.json(["search", "--json", "editor license:mit category:editors"])["packages"]
        let variables = ["FDNIX_LICENSE": "mit", "FDNIX_CATEGORY": "editors", "FDNIX_JSON": "1"]
        let outcome = try sample.run(["search", "editor"], variables)
        func paths(_ value: JSONValue?) -> [String]? { value?.array?.compactMap { $0["attributePath"]?.string } }
        #expect(paths(flagged)?.isEmpty == false)
        #expect(paths(flagged) == paths(labelled))
        #expect(paths(flagged) == paths(try JSONValue.parse(outcome.output)["packages"]))
        #expect(try sample.json(["search", "--json", "--no-semantic", "editor"])["search_type"]?.string == "fts")
    }

    @Test("unfree packages need their name or the flag")
    func unfree() throws {
        func paths(_ arguments: [String]) throws -> [String] {
            try sample.json(["search", "--json", "--limit", "200"] + arguments)["packages"]?.array?
                .compactMap { $0["attributePath"]?.string } ?? []
        }
        #expect(try paths(["discord"]).first == "discord")
        #expect(try !paths(["--no-include-unfree", "discord"]).contains("discord"))
        #expect(try !paths(["chat"]).contains("discord"))
    }

    @Test("a batch answers each line in order, from a file and from standard input")
    func batch() throws {
        let queries = ["ripgrep", "no such thing at all qqqq", "", "bat", "python http client", "\"", "curl"]
        let text = queries.joined(separator: "\n") + "\n"
        let path = "/tmp/fdnix-batch-\(UInt64.random(in: 0 ... .max))"
        try AtomicFile.write(Array(text.utf8), to: path)
        defer { try? FileSystem.remove(path) }
        for outcome in try [
            sample.run(["search", "--batch", path]), sample.run(["search", "--batch", "-"], input: text),
        ] {
            #expect(outcome.status == 0)
            #expect(outcome.errors.isEmpty)
            let answers = try outcome.lines.map { try JSONValue.parse($0) }
            #expect(answers.compactMap { $0["query"]?.string } == queries)
            #expect(answers.first?["packages"]?[0]?["attributePath"]?.string == "ripgrep")
            #expect(answers.last?["packages"]?[0]?["attributePath"]?.string == "curl")
        }
    }

    @Test("a large batch from a file is read whole")
    func largeBatch() throws {
        let path = "/tmp/fdnix-batch-\(UInt64.random(in: 0 ... .max))"
        try AtomicFile.write(Array((0..<3000).map { "word\($0)" }.joined(separator: "\n").utf8), to: path)
        defer { try? FileSystem.remove(path) }
        let outcome = try sample.run(["search", "--no-semantic", "--limit", "1", "--batch", path])
        #expect(outcome.status == 0)
        #expect(outcome.lines.count == 3000)
        #expect(outcome.lines.last?.contains("\"query\":\"word2999\"") == true)
    }

    @Test("nothing found is exit code 1, with the JSON still whole")
    func nothing() throws {
        let outcome = try sample.run(["search", "--json", "--no-semantic", "qqqqqqqqqqqqqqzzzz"])
        #expect(outcome.status == 1)
        #expect(try JSONValue.parse(outcome.output)["total_count"]?.int == 0)
        #expect(outcome.errors.isEmpty)
    }

    @Test("explanations are shown on request")
    func explain() throws {
        #expect(try sample.run(["search", "--explain", "bat"]).output.contains("= score "))
    }

    @Test(
        "wrong usage is exit code 2 and a line on standard error, nothing on standard output",
        arguments: [
            ["search"], ["search", "--limit", "0", "x"], ["search", "--limit", "201", "x"],
            ["search", "--limit", "many", "x"],
            ["search", "--offset", "-1", "x"], ["search", "--no-such-flag", "x"], ["show"], ["nonsense"], ["evaluate"],
            ["show", "a", "b"], ["--nonsense"], ["search", "--facets", "colour", "x"],
            ["index", "--phase", "everything"], ["index", "--source", "floppy"],
        ])
    func usage(arguments: [String]) throws {
        let outcome = try sample.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(!outcome.errorLines.isEmpty)
    }

    @Test("bad variables are wrong usage too")
    func badVariables() throws {
        for (name, value) in [("FDNIX_LIMIT", "many"), ("FDNIX_JSON", "perhaps"), ("FDNIX_LIMIT", "0")] {
            let outcome = try sample.run(["search", "x"], [name: value])
            #expect(outcome.status == 2)
            #expect(outcome.errorLines.count == 1)
        }
    }

    @Test("the program's name alone prints help with three examples, and does nothing")
    func bare() throws {
        let work = try Workspace()
        defer { work.remove() }
        let outcome = try Program.run([], ["HOME": work.directory])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        for example in ["fdnix index ", "fdnix search ", "fdnix serve "] { #expect(outcome.output.contains(example)) }
        #expect(try FileSystem.entries(of: work.directory).isEmpty)
    }

    @Test(
        "a mistyped command is told from a query",
        arguments: [
            ("serach", "did you mean search?"), ("sarch", "did you mean search?"), ("indx", "did you mean index?"),
            ("Serve", "did you mean serve?"), ("stat", "did you mean stats?"), ("mcpp", "did you mean mcp?"),
            ("ripgrep", "to look for packages: fdnix search ripgrep"),
        ])
    func mistyped(command: String, advice: String) throws {
        let outcome = try Program.run([command])
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errorLines == ["fdnix: there is no command \"\(command)\"; \(advice)"])
    }

    @Test("every option of the table is an option of the command, with its explanation")
    func everyOption() throws {
        let help = try sample.run(["search", "--help"]).output.filter { !$0.isWhitespace }
        for option in SearchOption.all where option.name != SearchOption.query.name {
            #expect(help.contains("--\(option.flag)"))
            #expect(help.contains(option.about.filter { !$0.isWhitespace }))
        }
    }

    @Test("insecure and unsupported packages can be left out, facets counted")
    func otherFilters() throws {
        let json = try sample.json([
            "search", "--json", "--no-include-insecure", "--no-include-unsupported", "--facets", "license", "editor",
        ])
        #expect(json["packages"]?.array?.allSatisfy { $0["insecure"]?.bool == false } == true)
        #expect(json["facets"]?["license"]?[0]?["count"]?.int ?? 0 > 0)
    }

    @Test("help and version go to standard output, exit code 0")
    func help() throws {
        for arguments in [["--help"], ["search", "--help"], ["--version"], ["help", "index"]] {
            let outcome = try sample.run(arguments)
            #expect(outcome.status == 0)
            #expect(!outcome.output.isEmpty)
            #expect(outcome.errors.isEmpty)
        }
    }
}
