import ArgumentParser
import Basics
import JSON
import PackageSearch
import SearchIndex

/// `fdnix stats`: what the index holds and where it came from.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show what the index holds and where it came from.")

    @Flag(help: "Print one JSON object.")
    var json = false
    @OptionGroup var indexOptions: IndexOptions

    func run() throws {
        let index = try indexOptions.open()
        let info = (try? JSONValue.parse(index.buildInfo.bytes))?.object ?? JSONObject()
        var output = StandardOutput()
        if try json || Defaults.bool("JSON") ?? false {
            var members = info
            members["index"] = .string(index.path)
            members["bytes"] = .integer(Int64(index.size))
            members["vectors"] = .integer(Int64(index.vectorCount))
            members["sections"] = .object(
                JSONObject(index.sectionSizes.map { .init($0.name, .integer(Int64($0.bytes))) }))
            output.line(JSONValue.object(members).description)
        } else {
            func row(_ label: String, _ value: String) { output.line(label.padding(to: 28) + value) }
            row("index", "\(index.path)  \(TerminalProgress.grouped(index.size)) bytes")
            for member in info.members {
                row(
                    member.key.map { $0 == "_" ? " " : String($0) }.joined(),
                    member.value.string ?? member.value.description)
            }
            row("distinct vectors", "\(index.vectorCount)")
            for section in index.sectionSizes.sorted(by: { $0.bytes > $1.bytes }) {
                row("  \(section.name)", TerminalProgress.grouped(section.bytes))
            }
        }
        output.flush()
    }
}

/// `fdnix verify`: reads the whole index.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every byte of the index against its checksums.")

    @OptionGroup var indexOptions: IndexOptions

    func run() throws {
        let index = try indexOptions.open()
        try index.verify()
        print("\(index.path): sound, \(TerminalProgress.grouped(index.documentCount)) packages")
    }
}
