import Basics
import JSON
import PackageSearch

/// Search results for people.
struct ResultText {
    private let page: ResultPage
    private let milliseconds: Double
    private let style = TerminalStyle()

    init(_ page: ResultPage, milliseconds: Double) {
        self.page = page
        self.milliseconds = milliseconds
    }

    func write(to output: inout StandardOutput) throws {
        for package in page.packages {
            try output.line(heading(package))
            let description = package.text("description")
            if !description.isEmpty { try output.line("  \(description)") }
            if let others = variants(package) { try output.line(style.dim("  also in \(others)")) }
            if let explanation = package["explanation"] {
                try output.line(style.dim("  = \(text(explanation, score: package["relevanceScore"]))"))
            }
        }
        if let best = page.packages.first {
            try output.line()
            try output.line(style.dim("try it: \(best.shellCommand)"))
        }
        let time = "\((milliseconds * 10).rounded() / 10) ms"
        try output.line(style.dim("\(count), \(time)"))
        if let note = page.note {
            // The API names its parameters; here they are options.
            let flags = [SearchOption.includeBroken, .includeUnfree].reduce(note) {
                $0.replacing($1.name, with: "--\($1.flag)")
            }
            try output.line(style.dim(flags.printable()))
        }
    }

    private var count: String {
        let packages = page.totalPackages == 1 ? "package" : "packages"
        guard page.totalPackages != page.total else { return "\(page.total.grouped) \(packages)" }
        let answers = page.total == 1 ? "answer" : "answers"
        return "\(page.total.grouped) \(answers), \(page.totalPackages.grouped) \(packages)"
    }

    /// The other variants of a package, with the versions that differ.
    private func variants(_ package: JSONValue) -> String? {
        guard let variants = package["variants"]?.array, !variants.isEmpty else { return nil }
        let version = package.text("version")
        let names = variants.prefix(Self.variantLimit).map { variant in
            let own = variant.text("version")
            return variant.text("attributePath") + (own.isEmpty || own == version ? "" : " (\(own))")
        }
        let rest = variants.count - names.count
        return names.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// How many variants fit a line or two.
    private static let variantLimit = 6

    private func heading(_ package: JSONValue) -> String {
        var parts = [style.name(package.text("attributePath")), package.text("version")]
        let program = package.text("mainProgram")
        if !program.isEmpty, program != package.text("packageName") { parts.append(style.dim("program \(program)")) }
        if case let license = package.text("license"), !license.isEmpty { parts.append(style.dim(license)) }
        parts += package.flagNames.map(style.warning)
        return parts.joined(separator: "  ")
    }

    private func text(_ explanation: JSONValue, score: JSONValue?) -> String {
        func decimal(_ value: JSONValue?) -> String { "\(((value?.double ?? 0) * 1000).rounded() / 1000)" }
        func part(_ key: String, unlessZero: Bool = true) -> String? {
            guard let value = explanation[key]?.double, value != 0 || !unlessZero else { return nil }
            return "\(key) \(decimal(explanation[key]))"
        }
        let words = explanation["words"]?.object?.members.map { "\($0.key) \(decimal($0.value))" } ?? []
        let lexical = part("lexical", unlessZero: false).map { "\($0) (\(words.joined(separator: ", ")))" }
        let parts: [String?] = [
            "score \(decimal(score))", "match \(explanation.text("match"))", part("tier"), part("name"),
            part("topic"), lexical, part("coverage", unlessZero: false), part("cosine", unlessZero: false),
            part("prior", unlessZero: false), part("penalty"),
        ]
        return parts.compactMap { $0 }.joined(separator: " · ")
    }
}
