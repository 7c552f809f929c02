import Basics
import SearchEngine
import Settings

extension SearchOption {
    /// How strictly values are read.
    public enum Strictness: Sendable {
        /// A number or flag that cannot be read counts as not given, a number out of range as the nearest in it: for
        /// addresses, which people edit by hand.
        case lenient
        /// Whatever cannot be read is an error: for commands.
        case strict
    }

    /// More values of one filter than anyone means: each is compared with thousands of texts.
    public static let maximumValues = 32

    /// Sets the option in `query` to the values given for it, none of which leaves the query as it is.
    ///
    /// Throws `usage`, calling the option `label`, for a text that is too long, too many values, names that do not exist,
    /// and, where it is strict, numbers and flags that cannot be read.
    func apply(
        _ values: [String], to query: inout PackageQuery, _ strictness: Strictness, label: String
    ) throws(FdnixError) {
        guard let first = values.first else { return }
        switch kind {
        case .text:
            query.text = first.trimmed
            guard query.text.count <= PackageQuery.maximumLength else {
                throw FdnixError(.usage, "\(label) is longer than \(PackageQuery.maximumLength) characters")
            }
        case .number(let path, let range):
            let number = strictness == .lenient ? Self.number(first) : Int(first)
            guard let number, strictness == .lenient || range.contains(number) else {
                guard strictness == .lenient else { throw Self.outOfRange(label, range) }
                return
            }
            query[keyPath: path] = min(max(number, range.lowerBound), range.upperBound)
        case .values(let path): query[keyPath: path] = try Self.list(values, label)
        case .flag(let path, _):
            let flag = Settings.flag(first)
            guard flag != nil || strictness == .lenient else {
                throw FdnixError(.usage, "\(label) is \"\(first)\": use true or false")
            }
            query[keyPath: path] = flag
        case .fields:
            let names = try Self.names(values, among: PackageHit.fieldNames, label)
            query.fields = names.isEmpty ? nil : Set(names)
        case .facets:
            let names = try Self.names(values, among: Self.facetNames, label)
            query.facets = FacetColumn.all.filter { names.contains($0.name) }
        }
    }

    private static func outOfRange(_ label: String, _ range: ClosedRange<Int>) -> FdnixError {
        FdnixError(
            .usage,
            "\(label) takes \(range.lowerBound) \(range.upperBound == .max ? "or more" : "to \(range.upperBound)")")
    }

    /// A whole number; one too large for the machine is as large as it has, nil for any other text.
    private static func number(_ text: String) -> Int? {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text) ?? (text.hasPrefix("-") ? .min : .max)
    }

    /// The values of a filter, each once; a comma separates values, too.
    private static func list(_ values: [String], _ label: String) throws(FdnixError) -> [String] {
        var list: [String] = []
        for value in values.flatMap({ $0.split(separator: ",") }).map(\.trimmed)
        where !value.isEmpty && !list.contains(value) {
            list.append(value)
            guard list.count <= maximumValues else {
                throw FdnixError(.usage, "\(label) takes at most \(maximumValues) values")
            }
        }
        return list
    }

    private static func names(
        _ values: [String], among known: [String], _ label: String
    ) throws(FdnixError) -> [String] {
        let names = values.filter { !$0.isEmpty }
            .flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed) }
        guard names.allSatisfy(known.contains) else {
            throw FdnixError(.usage, "\(label) takes a comma-separated list of \(known.joined(separator: ", "))")
        }
        return names
    }
}

extension PackageQuery {
    /// Reads every option leniently, as addresses are read; `values` gives the values of a parameter by its name.
    ///
    /// Throws `usage` for a text that is too long, too many values of a filter, and fields or facets that do not exist.
    public init(defaultLimit: Int = 50, values: (String) -> [String]) throws(FdnixError) {
        self.init("")
        limit = defaultLimit
        for option in SearchOption.all {
            try option.apply(values(option.name), to: &self, .lenient, label: option.name)
        }
    }

    /// Reads every option strictly, as commands are read; `values` gives the values that were given for an option, and
    /// how the user called it. Throws `usage` for the first value that cannot be read.
    public init(
        defaultLimit: Int, strictly values: (SearchOption) throws(FdnixError) -> (label: String, values: [String])
    ) throws(FdnixError) {
        self.init("")
        limit = defaultLimit
        for option in SearchOption.all {
            let (label, given) = try values(option)
            try option.apply(given, to: &self, .strict, label: label)
        }
    }

    /// What asks a server for this query: names and values, which `init(defaultLimit:values:)` reads back as the same.
    public var parameters: [(name: String, value: String)] {
        SearchOption.all.flatMap { option -> [(name: String, value: String)] in
            let values: [String] =
                switch option.kind {
                case .text: [text]
                case .number(let path, let range):
                    self[keyPath: path] == range.lowerBound && range.lowerBound == 0
                        ? [] : [String(self[keyPath: path])]
                case .values(let path): self[keyPath: path]
                case .flag(let path, _): self[keyPath: path].map { [$0 ? "1" : "0"] } ?? []
                case .fields: fields.map { [$0.sorted().joined(separator: ",")] } ?? []
                case .facets: facets.isEmpty ? [] : [facets.map(\.name).joined(separator: ",")]
                }
            return values.map { (option.name, $0) }
        }
    }
}
