import Basics

/// Which commit of nixpkgs a source is. Files that cannot be read count as not there: the commit is told to people and
/// decides nothing.
public enum Revision {
    /// What the `git-revision` file beside `path` says, nil where there is none.
    public static func beside(_ path: String) -> String? { file("\(FileSystem.directory(of: path))/git-revision") }

    /// What a nixpkgs tree says: `.git-revision` of a release, else the commit checked out.
    static func ofTree(_ path: String) -> String? {
        file("\(path)/.git-revision") ?? file("\(path)/git-revision") ?? checkedOut("\(path)/.git")
    }

    /// The first word of a revision file; nil when there is none or it looks like something else.
    static func parse(_ bytes: some Collection<UInt8>) -> String? {
        let text = String(decoding: bytes.prefix(200), as: UTF8.self)
        guard let word = text.split(whereSeparator: \.isWhitespace).first, (6...64).contains(word.count),
            word.allSatisfy(\.isHexDigit)
        else { return nil }
        return String(word)
    }

    private static func file(_ path: String) -> String? {
        guard FileSystem.exists(path), let bytes = try? FileSystem.read(path) else { return nil }
        return parse(bytes)
    }

    private static func checkedOut(_ git: String) -> String? {
        guard let head = try? FileSystem.read("\(git)/HEAD") else { return nil }
        let text = String(decoding: head, as: UTF8.self)
        guard text.hasPrefix("ref: ") else { return parse(head) }
        let reference = text.dropFirst(5).prefix { !$0.isWhitespace }
        if let revision = file("\(git)/\(reference)") { return revision }
        guard let packed = try? FileSystem.read("\(git)/packed-refs") else { return nil }
        let line = packed.split(separator: 0x0A).first {
            String(decoding: $0, as: UTF8.self).hasSuffix(" \(reference)")
        }
        return line.flatMap(parse)
    }
}
