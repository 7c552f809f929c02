/// What is done with a text that is not UTF-8 and does not say what it is.
public enum CharsetPolicy: String, Sendable, CaseIterable {
    /// It is refused as broken.
    case strict
    /// It is taken for what its bytes most look like.
    case detect
}
