import Basics
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

    /// Removes those of other segments than these.
    func prune(keeping names: Set<String>) {
        for name in (try? FileSystem.entries(of: path)) ?? []
        where name.hasSuffix(Self.suffix) && !names.contains(String(name.dropLast(Self.suffix.count))) {
            try? FileSystem.remove("\(path)/\(name)")
        }
    }
}
