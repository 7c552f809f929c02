import ArgumentParser
import Basics
import PackageSearch
import SearchIndex

/// The option every reading command has.
struct IndexOptions: ParsableArguments {
    @Option(name: .long, help: "The search index (FDNIX_INDEX; default: fdnix's data folder).", completion: .file())
    var index: String?

    /// Where the index is.
    var path: String { index ?? IndexLocation.index(environment: ProcessEnvironment.current) }

    /// Opens the index.
    func open() throws -> SearchIndex { try SearchIndex(path: path) }
}

/// Values of flags that were not given, from `FDNIX_…` variables.
enum Defaults {
    static func string(_ flag: String) -> String? {
        ProcessEnvironment.current["FDNIX_\(flag)"].flatMap { $0.isEmpty ? nil : $0 }
    }
    static func list(_ flag: String) -> [String] { string(flag).map { [$0] } ?? [] }
    static func bool(_ flag: String) throws -> Bool? {
        guard let value = string(flag) else { return nil }
        switch value.lowercased() {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default: throw FdnixError(.usage, "FDNIX_\(flag) is \"\(value)\": use true or false")
        }
    }
    static func int(_ flag: String) throws -> Int? {
        guard let value = string(flag) else { return nil }
        guard let number = Int(value) else {
            throw FdnixError(.usage, "FDNIX_\(flag) is \"\(value)\": use a whole number")
        }
        return number
    }
}
