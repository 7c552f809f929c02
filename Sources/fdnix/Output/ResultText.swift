import Basics
import PackageSearch
import SearchIndex

/// Search results for people.
struct ResultText {
    private let results: PackageResults
    private let milliseconds: Double
    private let style = Style()

    init(_ results: PackageResults, milliseconds: Double) {
        self.results = results
        self.milliseconds = milliseconds
    }

    func write(to output: inout StandardOutput) {
        for hit in results.hits {
            output.line(heading(hit))
            if !hit[.description].isEmpty { output.line("  \(hit[.description])") }
            if let explanation = hit.explanation { write(explanation, hit.score, to: &output) }
        }
        if let best = results.hits.first {
            output.line()
            output.line(style.dim("try it: nix shell nixpkgs#\(best[.attributePath])"))
        }
        let time = "\((milliseconds * 10).rounded() / 10) ms"
        let packages = results.total == 1 ? "package" : "packages"
        output.line(style.dim("\(TerminalProgress.grouped(results.total)) \(packages), \(time)"))
        if results.hidden > 0 {
            output.line(
                style.dim("\(results.hidden) more are broken, unfree or excluded: --include-broken, --include-unfree"))
        }
    }

    private func heading(_ hit: PackageHit) -> String {
        var parts = [style.name(hit[.attributePath])]
        parts.append(hit[.version])
        if !hit[.mainProgram].isEmpty, hit[.mainProgram] != hit[.packageName] {
            parts.append(style.dim("program \(hit[.mainProgram])"))
        }
        if !hit[.license].isEmpty { parts.append(style.dim(hit[.license])) }
        parts += hit.flags.names.map(style.warning)
        return parts.joined(separator: "  ")
    }

    private func write(_ explanation: Explanation, _ score: Float, to output: inout StandardOutput) {
        func decimal(_ value: Float) -> String { "\((value * 1000).rounded() / 1000)" }
        let words = explanation.words.sorted { $0.key < $1.key }.map { "\($0.key) \(decimal($0.value))" }
        var parts = ["score \(decimal(score))", "match \(explanation.match)"]
        if explanation.tier > 0 { parts.append("tier \(decimal(explanation.tier))") }
        if explanation.name > 0 { parts.append("name \(decimal(explanation.name))") }
        if explanation.topic > 0 { parts.append("topic \(decimal(explanation.topic))") }
        parts.append("lexical \(decimal(explanation.lexical)) (\(words.joined(separator: ", ")))")
        parts.append("coverage \(decimal(explanation.coverage))")
        if let cosine = explanation.cosine { parts.append("cosine \(decimal(cosine))") }
        parts.append("prior \(decimal(explanation.prior))")
        if explanation.penalty > 0 { parts.append("penalty \(decimal(explanation.penalty))") }
        output.line(style.dim("  = \(parts.joined(separator: " · "))"))
    }
}
