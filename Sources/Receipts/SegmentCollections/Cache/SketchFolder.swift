import Basics
import ReceiptModel
import Segments

/// Sketches of segments, each in a file that is named as the segment: versions that share a segment share its sketches.
struct SketchFolder: Sendable {
    let path: String
    private static let suffix = ".sketch"

    private func path(_ name: String) -> String { "\(path)/\(name)\(Self.suffix)" }

    /// Those of a segment; nil where there are none that fit.
    func open(_ segment: Segment) -> SegmentSketches? { try? SegmentSketches(path: path(segment.name), of: segment) }

    /// Writes those that a version lacks.
    func complete(_ version: SnapshotDirectory) async throws {
        try FileSystem.createDirectories(path)
        let missing = version.manifest.entries.map(\.file).filter {
            $0.records > 0 && !FileSystem.exists(path($0.name))
        }
        try await missing.concurrentForEach(limit: 2) { file in
            try await BlockingWork.run {
                let segment = try version.open(file)
                try SegmentSketches.write(segment, to: path(segment.name))
                segment.release()
            }
        }
    }

    /// Removes those that were made before a time, but of the segments that are to be kept.
    func prune(before time: ReceiptTime, keeping isKept: (String) -> Bool) {
        for name in (try? FileSystem.entries(of: path)) ?? []
        where name.hasSuffix(Self.suffix) && !isKept(String(name.dropLast(Self.suffix.count))) {
            let file = "\(path)/\(name)"
            guard let made = FileSystem.modificationTime(of: file), ReceiptTime(microseconds: made / 1000) < time else {
                continue
            }
            try? FileSystem.remove(file)
        }
    }
}
