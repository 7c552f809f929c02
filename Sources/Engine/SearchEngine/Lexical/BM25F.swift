import Platform

/// The parameters of BM25F (Robertson, Zaragoza, Taylor 2004: "Simple BM25 extension to multiple weighted fields"):
/// a term's frequencies are weighted and length-normalised field by field (`IndexSchema.TextField`), summed, then
/// saturated once.
public struct BM25F: Sendable {
    /// Saturation: the summed frequency that gives half of the maximum.
    public var k1: Float = 1.2

    /// The parameters in use: `k1` is 1.2.
    public init() {}

    /// The weighted frequency of one occurrence in a text of `length` tokens where the average is `average`.
    func contribution(_ field: IndexSchema.TextField, length: Int, average: Float) -> Float {
        let discount = field.lengthDiscount
        return field.weight / (1 - discount + discount * Float(length) / max(average, 1))
    }

    /// The saturated sum as an impact, 1...255.
    func impact(_ sum: Float) -> UInt8 { UInt8(max(1, min(255, (255 * sum / (k1 + sum)).rounded()))) }

    /// The inverse document frequency of a term in `count` of `total` documents.
    static func idf(_ count: Int, of total: Int) -> Float {
        let n = Float(count)
        return log1p((Float(total) - n + 0.5) / (n + 0.5))
    }
}
