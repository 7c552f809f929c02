import Basics
import JSON

/// One package for people, from the API's detail of it.
struct PackageText {
    private let package: JSONValue
    private let style = TerminalStyle()

    /// Throws `malformedInput` for what is not a detail of a package.
    init(detail: [UInt8]) throws {
        guard let json = try? JSONValue.parse(detail), json["attributePath"]?.string != nil else {
            throw FdnixError(.malformedInput, "the server's answer is not a package; check --remote")
        }
        package = json
    }

    func write(to output: inout StandardOutput) throws {
        let heading = [style.name(package.text("attributePath")), package.text("version")]
        try output.line((heading + package.flagNames.map(style.warning)).joined(separator: " "))
        for key in ["description", "longDescription"] where !package.text(key).isEmpty {
            if key == "longDescription" { try output.line() }
            try output.line(package.text(key))
        }
        try output.line()
        let rows: [(String, String)] = [
            ("name", package.text("packageName")), ("programs", package.texts("programs").joined(separator: " ")),
            ("homepage", homepages), ("license", package.text("license")),
            ("category", package.text("category")), ("maintainers", maintainers),
            ("teams", package.texts("teams").joined(separator: ", ")),
            ("platforms", package.texts("platforms").joined(separator: " ")),
            ("outputs", package.texts("outputs").joined(separator: " ")), ("source", package.text("position")),
            ("changelog", package.texts("changelog").joined(separator: " ")),
            ("download", package.text("downloadPage")), ("variants", paths("variants")), ("similar", paths("similar")),
        ]
        for (label, value) in rows where !value.isEmpty {
            try output.line(style.dim(label.padding(to: 12)) + value)
        }
        for vulnerability in package.texts("knownVulnerabilities") {
            try output.line(style.warning("vulnerable  ") + vulnerability)
        }
        try output.line()
        try output.line(style.dim(package.shellCommand))
    }

    private var homepages: String {
        let all = package.texts("homepages")
        return all.isEmpty ? package.text("homepage") : all.joined(separator: " ")
    }

    private var maintainers: String {
        (package["maintainers"]?.array ?? []).compactMap { person in
            [person.text("github"), person.text("name")].first { !$0.isEmpty }
        }.joined(separator: ", ")
    }

    private func paths(_ key: String) -> String {
        (package[key]?.array ?? []).prefix(8).map { $0.text("attributePath") }.joined(separator: " ")
    }
}

extension String {
    func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
