/// What one machine has beyond the program, which decides about defaults where no AWS is.
public struct LocalTools: Sendable, Hashable {
    /// Whether the transformer model and its runtime are set up.
    public var hasTransformer: Bool
    /// Whether pages can be read off their pictures.
    public var hasTesseract: Bool
    /// Whether speech can be written down.
    public var hasWhisper: Bool

    /// A machine with these tools.
    public init(hasTransformer: Bool = false, hasTesseract: Bool = false, hasWhisper: Bool = false) {
        self.hasTransformer = hasTransformer
        self.hasTesseract = hasTesseract
        self.hasWhisper = hasWhisper
    }
}
