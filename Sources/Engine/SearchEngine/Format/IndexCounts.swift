import Basics

/// The sizes every other section is checked against.
struct IndexCounts: Sendable {
    private var values = [UInt32](repeating: 0, count: IndexFormat.Count.allCases.count)

    init() {}

    init(_ file: IndexFile) throws {
        let stored = try file.array(
            .counts, of: UInt32.self, count: IndexFormat.Count.allCases.count)
        values = Array(stored.buffer)
        guard documents <= IndexFormat.maximumDocuments, dimension <= IndexFormat.maximumDimension, dimension % 64 == 0,
            storedFields <= 64
        else {
            throw FdnixError(.corrupt, "\(file.path): impossible counts")
        }
    }

    subscript(count: IndexFormat.Count) -> Int {
        get { Int(values[count.rawValue]) }
        set { values[count.rawValue] = UInt32(newValue) }
    }

    var documents: Int { self[.documents] }
    var terms: Int { self[.terms] }
    var names: Int { self[.names] }
    var groups: Int { self[.groups] }
    var storedFields: Int { self[.storedFields] }
    var interned: Int { self[.interned] }
    var vectors: Int { self[.vectors] }
    var dimension: Int { self[.dimension] }
    var facetColumns: Int { self[.facetColumns] }
    var facetSets: Int { self[.facetSets] }
    var facetValues: Int { self[.facetValues] }

    var encoded: [UInt32] { values }
}
