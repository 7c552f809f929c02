import Basics
import JSON

/// What `meta.platforms` or `meta.badPlatforms` lists.
struct PlatformList: Sendable {
    /// The names of the list and those that its patterns match, in its order, each once.
    var names: [String] = []
    /// How many elements are neither names nor patterns that a known system matches.
    var droppedPatterns = 0
    /// Whether there is a list at all.
    var isStated = false

    /// Reads a list of names and patterns, and of lists of these; a name or a pattern alone counts as a list of one.
    static func read(_ reader: inout JSONReader) throws -> PlatformList {
        var list = PlatformList()
        list.isStated = try reader.readFlat { try list.add(&$0) }
        if !list.isStated {
            switch try reader.peek() {
            case .string, .object:
                list.isStated = true
                try list.add(&reader)
            default: try reader.skipValue()
            }
        }
        list.names = list.names.removingDuplicates()
        return list
    }

    private mutating func add(_ reader: inout JSONReader) throws {
        switch try reader.peek() {
        case .string:
            let name = try reader.readClean()
            if !name.isEmpty { names.append(name) }
        case .object:
            let matched = try reader.readValue().object.map(KnownSystems.matching) ?? []
            if matched.isEmpty { droppedPatterns += 1 }
            names += matched
        default:
            try reader.skipValue()
            droppedPatterns += 1
        }
    }
}

extension Package {
    /// The systems that it is for: those it states, or every one that nixpkgs knows where it states none, without those
    /// that it does not work on.
    public var supportedPlatforms: [String] {
        let stated = platforms.isEmpty ? KnownSystems.all : platforms
        guard !badPlatforms.isEmpty else { return stated }
        let bad = Set(badPlatforms)
        return stated.filter { !bad.contains($0) }
    }

    /// Takes over what a record states. One that states an empty list is for no system: nothing in `platforms` means
    /// every system, so that `badPlatforms` must name them.
    mutating func setPlatforms(_ stated: [String]?, bad: [String]) {
        platforms = stated ?? []
        badPlatforms = stated?.isEmpty == true ? (bad + KnownSystems.all).removingDuplicates() : bad
    }
}
