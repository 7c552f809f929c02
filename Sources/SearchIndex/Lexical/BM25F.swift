#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The parameters of BM25F (Robertson, Zaragoza, Taylor 2004: "Simple BM25 extension to multiple weighted fields"):
/// a term's frequencies are weighted and length-normalised field by field, summed, then saturated once.
public struct BM25F: Sendable {
    /// A field's part in the sum.
    public struct FieldParameters: Sendable {
        /// How much an occurrence counts.
        public var weight: Float
        /// How strongly long texts are discounted, 0...1.
        public var b: Float
    }

    /// Saturation: the summed frequency that gives half of the maximum.
    public var k1: Float = 1.2
    /// By `Field.rawValue`.
    public var fields: [FieldParameters] = [
        FieldParameters(weight: 5, b: 0.3),  // name
        FieldParameters(weight: 5, b: 0.3),  // program
        FieldParameters(weight: 2.5, b: 0.3),  // key
        FieldParameters(weight: 0.6, b: 0),  // set
        FieldParameters(weight: 1.6, b: 0.6),  // description
        FieldParameters(weight: 0.4, b: 0.7),  // details
        FieldParameters(weight: 1.6, b: 0.4),  // topics
    ]

    /// The default parameters.
    public init() {}

    /// The weighted frequency of one occurrence in a field of `length` tokens where the average is `average`.
    func contribution(_ field: Field, length: Int, average: Float) -> Float {
        let p = fields[field.rawValue]
        return p.weight / (1 - p.b + p.b * Float(length) / max(average, 1))
    }

    /// The saturated sum as an impact, 1...255.
    func impact(_ sum: Float) -> UInt8 { UInt8(max(1, min(255, (255 * sum / (k1 + sum)).rounded()))) }

    /// The inverse document frequency of a term in `count` of `total` documents.
    static func idf(_ count: Int, of total: Int) -> Float {
        let n = Float(count)
        return log1p((Float(total) - n + 0.5) / (n + 0.5))
    }
}
