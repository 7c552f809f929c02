import ArgumentParser
import Basics
import JSON
import PackageSearch
import SearchEngine

/// `fdnix stats`: what the index holds and where it came from.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show what the index holds and where it came from.")

    @Flag(help: "Print one JSON object.")
    var json = false
    @OptionGroup var indexOptions: IndexOptions

    func run() throws {
        let index = try indexOptions.open()
        let facts = try Self.facts(of: index)
        var output = StandardOutput()
        if try json || Environment.bool("FDNIX_JSON") ?? false {
            try output.line(facts.description)
        } else {
            func row(_ label: String, _ value: String) throws { try output.line(label.padding(to: 28) + value) }
            for member in facts.object?.members ?? [] where member.value.object == nil {
                let label = String(member.key.map { $0 == "_" ? " " : $0 })
                try row(label, member.value.string ?? member.value.int.map(\.grouped) ?? member.value.description)
            }
            for section in index.sectionSizes.sorted(by: { $0.bytes > $1.bytes }) {
                try row("  \(section.name)", section.bytes.grouped)
            }
        }
        try output.flush()
        try indexOptions.tellAge(of: index)
    }

    /// What the builder wrote of its run, and what the file itself tells.
    private static func facts(of index: SearchIndex) throws -> JSONValue {
        var json = JSONWriter()
        json.object { json in
            BuildInfo(index: index).writeMembers(to: &json)
            json.member("index", index.path)
            json.member("bytes", index.size)
            json.member("vectors", index.vectorCount)
            json.objectMember("sections") { json in
                for section in index.sectionSizes { json.member(section.name, section.bytes) }
            }
        }
        return try JSONValue.parse(json.bytes)
    }
}

/// `fdnix verify`: reads the whole index.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every byte of the index against its checksums.")

    @OptionGroup var indexOptions: IndexOptions

    func run() throws {
        let index = try indexOptions.open()
        do { try index.verify() } catch let error as FdnixError { throw error.adding(" with `fdnix index`") }
        var output = StandardOutput()
        try output.line("\(index.path): sound, \(index.documentCount.grouped) packages")
        try output.flush()
    }
}
