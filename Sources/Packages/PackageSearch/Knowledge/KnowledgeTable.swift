import Basics
import CKnowledge

/// A data file of tab-separated columns: comments begin with `#`, keys are sorted and unique.
public struct KnowledgeTable: Sendable {
    /// One line of the file, cut at its tabs.
    public struct Entry: Sendable, Equatable {
        /// The first column; of libraries the first two, with the tab between them.
        public var key: String
        /// The columns after the key, at least one.
        public var columns: [String]
        /// The last column's words: attribute paths, words or sets, best first.
        public var targets: [String] { columns.last?.split(separator: " ").map { String($0) } ?? [] }
    }

    /// The files that ship with the program.
    public enum File: String, Sendable, CaseIterable {
        /// Programs and the packages that install them.
        case programs
        /// What people call packages.
        case aliases
        /// Products and what can stand in for them.
        case alternatives
        /// Kinds of software and the best known of each.
        case kinds
        /// Words of the trade that mean the same.
        case synonyms
        /// Words that name a package set.
        case ecosystems
        /// What the libraries and plugins of a package set are for, and the best known of each.
        case libraries
        /// What packages of a category say of themselves.
        case categories

        /// The text of the file.
        public var bytes: UnsafeRawBufferPointer {
            var size = 0
            let text = fdnix_knowledge(source, &size)
            return UnsafeRawBufferPointer(start: text, count: size)
        }

        private var source: fdnix_knowledge_file {
            switch self {
            case .programs: fdnix_knowledge_programs
            case .aliases: fdnix_knowledge_aliases
            case .alternatives: fdnix_knowledge_alternatives
            case .kinds: fdnix_knowledge_kinds
            case .synonyms: fdnix_knowledge_synonyms
            case .ecosystems: fdnix_knowledge_ecosystems
            case .libraries: fdnix_knowledge_libraries
            case .categories: fdnix_knowledge_categories
            }
        }

        /// How many columns a line has.
        var columns: Int {
            switch self {
            case .libraries: 4
            case .kinds: 3
            default: 2
            }
        }

        /// How many columns make the key.
        var keyColumns: Int { self == .libraries ? 2 : 1 }
    }

    /// The lines that are not comments, in the order of their keys.
    public let entries: [Entry]

    /// A file that ships with the program.
    public init(_ file: File) throws {
        try self.init(
            parsing: file.bytes, name: "\(file.rawValue).tsv", columns: file.columns, keyColumns: file.keyColumns)
    }

    /// Parses a file; throws `malformedInput` with its line for a wrong number of columns or keys out of order.
    public init(
        parsing bytes: some Collection<UInt8>, name: String, columns: Int, keyColumns: Int = 1
    ) throws {
        var entries: [Entry] = []
        for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            let parts = line.split(separator: 0x09, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            func malformed(_ what: String) -> FdnixError {
                FdnixError(.malformedInput, "\(name):\(number + 1): \(what)")
            }
            guard parts.count == columns, let last = parts.last, !last.isEmpty, !parts[0].isEmpty else {
                throw malformed("needs \(columns) columns with tabs between them")
            }
            let key = parts.prefix(keyColumns).joined(separator: "\t")
            if let previous = entries.last?.key, !previous.utf8.lexicographicallyPrecedes(key.utf8) {
                throw malformed("\"\(key)\" must come after \"\(previous)\", once")
            }
            entries.append(Entry(key: key, columns: Array(parts.dropFirst(keyColumns))))
        }
        self.entries = entries
    }
}
