import Basics
import JSON
import PackageSearch

/// One package for people.
struct PackageText {
    private let hit: PackageHit
    private let style = Style()

    init(_ hit: PackageHit) { self.hit = hit }

    func write(to output: inout StandardOutput) {
        let flags = hit.flags.names.map(style.warning).joined(separator: " ")
        output.line("\(style.name(hit[.attributePath])) \(hit[.version]) \(flags)")
        if !hit[.description].isEmpty { output.line(hit[.description]) }
        if !hit[.longDescription].isEmpty {
            output.line()
            output.line(hit[.longDescription])
        }
        output.line()
        let rows: [(String, String)] = [
            ("name", hit[.packageName]), ("program", hit[.mainProgram]), ("homepage", hit[.homepage]),
            ("license", hit[.license]), ("category", hit.category), ("maintainers", maintainers),
            ("teams", hit.teams.joined(separator: ", ")), ("platforms", hit.platforms.joined(separator: " ")),
            ("outputs", strings(.outputsJson).joined(separator: " ")), ("source", hit[.position]),
            ("changelog", strings(.changelogJson).joined(separator: " ")), ("download", hit[.downloadPage]),
            ("variants", hit.variants.prefix(8).joined(separator: " ")),
        ]
        for (label, value) in rows where !value.isEmpty {
            output.line(style.dim(label.padding(to: 12)) + value)
        }
        for vulnerability in strings(.knownVulnerabilitiesJson) {
            output.line(style.warning("vulnerable  ") + vulnerability)
        }
        output.line()
        output.line(style.dim("nix shell nixpkgs#\(hit[.attributePath])"))
    }

    private var maintainers: String {
        let people = (try? JSONValue.parse(hit[.maintainersJson]))?.array ?? []
        return people.compactMap { person in
            [person["github"]?.string, person["name"]?.string].compactMap { $0 }.first { !$0.isEmpty }
        }.joined(separator: ", ")
    }

    private func strings(_ field: PackageField) -> [String] {
        (try? JSONValue.parse(hit[field]))?.array?.compactMap(\.string) ?? []
    }
}

extension String {
    func padding(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
