/// What an application's documents are made of: the engine knows names, texts, facets and flags, and the application
/// says which there are.
///
/// The same schema must be given to the builder and to the readers of an index.
public struct IndexSchema: Sendable {
    /// A kind of text that words are looked for in.
    public struct TextField: Sendable {
        /// What it is called where people see it.
        public var name: String
        /// Whether the text is split and matched as a name (not stemmed), or as prose (stemmed).
        public var isName: Bool
        /// How much an occurrence counts against the other fields (BM25F).
        public var weight: Float
        /// How strongly long texts are discounted, 0...1 (BM25F).
        public var lengthDiscount: Float

        /// A field; names must come before prose.
        public init(_ name: String, isName: Bool = false, weight: Float, lengthDiscount: Float) {
            self.name = name
            self.isName = isName
            self.weight = weight
            self.lengthDiscount = lengthDiscount
        }
    }

    /// Where the names stand among a document's stored values: an exact match is decided by what is stored.
    public struct StoredNames: Sendable {
        /// The place of the document's key.
        public var key: Int
        /// The place of the name it is called by.
        public var name: Int
        /// The place of the program that it is run by.
        public var program: Int
        /// The place of its other programs, which have spaces between them.
        public var programs: Int

        /// The places of the four in `IndexDocument.stored`; one place may serve several.
        public init(key: Int, name: Int, program: Int, programs: Int) {
            self.key = key
            self.name = name
            self.program = program
            self.programs = programs
        }
    }

    /// The texts, by the number of a `Field`.
    public var fields: [TextField]
    /// The names of the facet columns, by the number of a `FacetColumn`.
    public var facets: [String]
    /// The places of the stored names.
    public var names: StoredNames
    /// The flag of documents that are one of a set rather than things of their own; 0 for none.
    public var nestedFlag: UInt8
    /// The flags for which a document ranks a little lower.
    public var demotedFlags: UInt8

    /// A schema of these parts; an index is read with the schema that it was built with.
    public init(
        fields: [TextField], facets: [String], names: StoredNames, nestedFlag: UInt8 = 0, demotedFlags: UInt8 = 0
    ) {
        self.fields = fields
        self.facets = facets
        self.names = names
        self.nestedFlag = nestedFlag
        self.demotedFlags = demotedFlags
    }
}

/// A searchable text of a document, by its number in the schema.
public struct Field: RawRepresentable, Hashable, Sendable {
    /// The place in `IndexSchema.fields`.
    public let rawValue: Int
    /// The field at that place.
    public init(rawValue: Int) { self.rawValue = rawValue }
}

/// A column that filters and facet counts work on, by its number in the schema: a set of values a document.
public struct FacetColumn: RawRepresentable, Hashable, Sendable, Comparable {
    /// The place in `IndexSchema.facets`.
    public let rawValue: Int
    /// The column at that place.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Whether `a` stands before `b` in the schema.
    public static func < (a: FacetColumn, b: FacetColumn) -> Bool { a.rawValue < b.rawValue }
}
