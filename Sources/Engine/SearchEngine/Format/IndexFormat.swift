import Basics

/// The layout of `fdnix.idx`; FORMAT.md describes every section. All numbers are little-endian.
enum IndexFormat {
    /// The first eight bytes of the file.
    static let magic: UInt64 = 0x5844_4958_494E_4446  // "FDNIXIDX"
    /// Raised by every change that an older reader would misread.
    static let version: UInt32 = 3
    /// Sections begin at multiples of this, so that vectors fit cache lines and SIMD registers.
    static let alignment = 64
    /// Bytes of the header before the section table.
    static let headerSize = 64
    /// Bytes of one entry of the section table.
    static let entrySize = 32
    /// Longer vectors than any model here makes.
    static let maximumDimension = 4096
    /// What offsets of 32 bits leave room for, with texts of a few hundred bytes.
    static let maximumDocuments = 1 << 22
    /// More sections than any version has.
    static let maximumSections: UInt32 = 256

    /// What a section holds.
    enum Section: UInt32, CaseIterable {
        // Counts and build information.
        case counts = 1, buildInfo
        // Documents.
        case storedOffsets = 10, stored, internedOffsets, interned
        case flags, priors, groups, groupOffsets, groupMembers
        // Lexical leg.
        case termOffsets = 20, terms, postingStarts, postingSplits, postingIds, postingImpacts, termTraits
        // Terms of many documents.
        case blockTerms = 70, blockMaxima, bitmapTerms, bitmaps
        // Names.
        case nameOffsets = 30, names, nameListOffsets, nameLists
        // Facets: one document column each, then the shared tables.
        case facetDocuments = 40, facetColumnStarts, facetSetOffsets, facetSets, facetValueOffsets, facetValues
        // Vectors.
        case vectorOfDocument = 50, vectors, vectorScales, sketches, vectorListOffsets, vectorLists
        // Embedding model.
        case modelID = 60, vocabulary, modelRows, modelScales
    }

    /// The numbers of the `counts` section, in order, each a UInt32.
    enum Count: Int, CaseIterable {
        case documents, terms, names, groups, storedFields, interned, vectors, dimension, facetColumns, facetSets,
            facetValues
    }
}
