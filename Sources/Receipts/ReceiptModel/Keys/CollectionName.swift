/// One of the two collections that a receipt's records lie in.
public enum CollectionName: String, Sendable, Hashable, CaseIterable {
    /// A record a line of text.
    case lines
    /// A record a word, with the words beside it.
    case words
}
