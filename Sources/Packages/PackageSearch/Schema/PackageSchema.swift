import SearchEngine

extension IndexSchema {
    /// What a document of a package is made of. A change of fields or facets needs a new index of everybody.
    public static let packages = IndexSchema(
        fields: [
            TextField("name", isName: true, weight: 5, lengthDiscount: 0.3),
            TextField("program", isName: true, weight: 5, lengthDiscount: 0.3),
            TextField("key", isName: true, weight: 2.5, lengthDiscount: 0.3),
            TextField("set", isName: true, weight: 0.6, lengthDiscount: 0),
            TextField("description", weight: 1.6, lengthDiscount: 0.6),
            TextField("details", weight: 0.4, lengthDiscount: 0.7),
            TextField("topics", weight: 1.6, lengthDiscount: 0.4),
        ],
        facets: ["license", "platform", "maintainer", "team", "set", "category"],
        names: StoredNames(
            key: PackageField.attributePath.rawValue, name: PackageField.packageName.rawValue,
            program: PackageField.mainProgram.rawValue, programs: PackageField.otherPrograms.rawValue),
        nestedFlag: PackageFlags.nested.rawValue,
        demotedFlags: PackageFlags([.broken, .unfree, .insecure, .unsupported, .unavailable]).rawValue)
}

/// The searchable texts of a package, in the order of the schema.
extension Field {
    /// `pname`, as a name.
    public static let name = Field(rawValue: 0)
    /// The programs it installs, as names.
    public static let program = Field(rawValue: 1)
    /// The last segment of its attribute path, as a name.
    public static let key = Field(rawValue: 2)
    /// The package set it is in, as a name.
    public static let set = Field(rawValue: 3)
    /// Its description, one line of prose.
    public static let description = Field(rawValue: 4)
    /// Its long description, paragraphs of prose.
    public static let details = Field(rawValue: 5)
    /// What it is known for beyond its metadata, as prose.
    public static let topics = Field(rawValue: 6)
}

/// The facet columns of a package, in the order of the schema.
extension FacetColumn {
    /// Licences: SPDX id, short name and full name in one value (`PackageFacet.encode`).
    public static let license = FacetColumn(rawValue: 0)
    /// Systems it can be built on, such as `x86_64-linux`.
    public static let platform = FacetColumn(rawValue: 1)
    /// Maintainers: GitHub account and name in one value (`PackageFacet.encode`).
    public static let maintainer = FacetColumn(rawValue: 2)
    /// Short names of the teams that maintain it.
    public static let team = FacetColumn(rawValue: 3)
    /// The package set it is in, `""` at the top level.
    public static let set = FacetColumn(rawValue: 4)
    /// What it is for: one of a closed list.
    public static let category = FacetColumn(rawValue: 5)

    /// Every column, in the order of the schema.
    public static let all = IndexSchema.packages.facets.indices.map(FacetColumn.init(rawValue:))

    /// The column's name in parameters and answers.
    public var name: String {
        IndexSchema.packages.facets.indices.contains(rawValue) ? IndexSchema.packages.facets[rawValue] : "\(rawValue)"
    }
}
