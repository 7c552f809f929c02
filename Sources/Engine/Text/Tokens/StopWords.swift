/// English function words: they carry no meaning in prose, and are searched in names only.
public enum StopWords {
    /// Whether a folded word is one of them.
    public static func contains(_ word: some Collection<UInt8>) -> Bool {
        word.count <= 7 && list.contains(String(decoding: word, as: UTF8.self))
    }

    private static let list: Set<String> = [
        "a", "about", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "do",
        "does", "for", "from", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "no",
        "not", "of", "on", "or", "other", "over", "so", "some", "such", "than", "that", "the", "their", "them", "then",
        "there", "these", "they", "this", "to", "too", "up", "use", "used", "uses", "using", "via", "want", "was",
        "we", "what", "when", "where", "which", "while", "who", "will", "with", "without", "you", "your",
    ]
}
