public import Basics

/// What vectors must have in common to be compared.
public struct VectorSpace: Sendable, Hashable {
    /// The model that made them.
    public var model: String
    /// How many numbers each has.
    public var dimension: Int
    /// The form of the texts that they were made of.
    public var textFormat: String

    /// Vectors of a model, over texts of a form.
    public init(model: String, dimension: Int, textFormat: String) {
        self.model = model
        self.dimension = dimension
        self.textFormat = textFormat
    }

    /// Throws `incompatible`, naming all that differs, where vectors of another kind are to come among those of this one.
    public func check(_ other: VectorSpace, of what: String) throws(FdnixError) {
        guard other != self else { return }
        var differences: [String] = []
        if other.model != model { differences.append("model \(other.model), not \(model)") }
        if other.dimension != dimension { differences.append("dims \(other.dimension), not \(dimension)") }
        if other.textFormat != textFormat { differences.append("text format \(other.textFormat), not \(textFormat)") }
        throw FdnixError(
            .incompatible, "\(what) does not fit its collection: it has \(differences.joined(separator: "; "))")
    }
}
