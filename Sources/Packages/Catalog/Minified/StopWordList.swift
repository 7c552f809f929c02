public import Basics

/// Which words the full-text index leaves out.
public enum StopWordList: Sendable, Hashable {
    /// The usual English list (SMART, 571 words).
    case english
    /// No words are left out.
    case none
    /// A UTF-8 file, one word a line.
    case file(String)

    /// The value of `FTS_STOPWORDS`: blank or `english`, `none`, or an absolute path.
    public init(setting: String) throws(FdnixError) {
        switch setting {
        case "", "english": self = .english
        case "none": self = .none
        case let path where path.hasPrefix("/"): self = .file(path)
        default:
            throw FdnixError(.usage, "FTS_STOPWORDS is \(setting); use english, none or an absolute path of a file")
        }
    }

    /// The value recorded in `fdnix_meta`.
    public var name: String {
        switch self {
        case .english: "english"
        case .none: "none"
        case .file(let path): path
        }
    }

    /// The words as they are written, in English or in the file, with white space between them.
    public func text() throws -> String {
        switch self {
        case .english: EnglishStopWords.text
        case .none: ""
        case .file(let path): String(decoding: try FileSystem.read(path), as: UTF8.self)
        }
    }

    /// The words, lower-case, without those that name a package: nobody could find `go`, `r` or `which` otherwise.
    func words(without names: Set<String>) throws -> [String] {
        var seen = names
        return try text().split(whereSeparator: \.isWhitespace).map { $0.lowercased() }.filter {
            seen.insert($0).inserted
        }
    }
}
