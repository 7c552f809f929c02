/// How an object is cut for its download, and how that is noted for the run after a kill.
struct DownloadPlan: Sendable, Hashable {
    let size: Int
    let partSize: Int

    /// The numbers of the parts; an object of no bytes has none.
    var parts: Range<Int> { 0..<(size / partSize + (size % partSize == 0 ? 0 : 1)) }

    /// The bytes of a part.
    func range(of part: Int) -> Range<Int> { part * partSize..<min((part + 1) * partSize, size) }

    /// What is being downloaded: parts of one version, cut in one way, on a machine that has not been started anew since:
    /// what a killed process wrote is in files, but after a loss of power it may not be.
    struct Version: Sendable, Hashable {
        var tag: String
        var plan: DownloadPlan
        var boot = ""
    }
}

/// The note of a download: a line of what it is, and a line for each part that is there.
struct DownloadJournal {
    private static let magic = "fdnix-download 1"

    /// The first line.
    static func head(_ version: DownloadPlan.Version) -> String {
        "\(magic) \(version.plan.size) \(version.plan.partSize) \(version.boot) \(version.tag)\n"
    }

    /// The line of a part.
    static func line(_ part: Int) -> String { "\(part)\n" }

    /// The parts that a journal says are there of this version; none where it is of another, or damaged. A last line that
    /// was cut off does not count, as its end may be missing.
    static func parts(in text: String, of version: DownloadPlan.Version) -> Set<Int> {
        guard text.utf8.starts(with: head(version).utf8) else { return [] }
        var parts: Set<Int> = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast() {
            guard let part = Int(line), version.plan.parts.contains(part) else { return [] }
            parts.insert(part)
        }
        return parts
    }
}
