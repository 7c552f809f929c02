import Basics
import CKernels
public import ReceiptModel
import Vectors

/// The records nearest to a vector, over all segments of a version.
///
/// Sketches say which few may be the nearest; those are compared by their vectors themselves, so that every distance is exact.
/// Without sketches, and where all are asked for, every vector is compared.
public struct NearestRecords: Sendable {
    /// A record with its distance.
    public struct Match: Sendable {
        /// The squared Euclidean distance.
        public var distance: Float
        /// The record without its vector.
        public var record: Record

        /// A record at a distance.
        public init(distance: Float, record: Record) {
            self.distance = distance
            self.record = record
        }
    }

    /// How the nearest are looked for.
    public enum Mode: Sendable, Hashable {
        /// Every vector is compared.
        case exact
        /// About so many are, those with the nearest sketches.
        case sketches(candidates: Int)
    }

    private struct Place {
        var distance: Float
        var segment: Int
        var row: Int
    }

    private let segments: [Segment]
    private let sketches: [SegmentSketches]
    private let dimension: Int
    private let simd = fdnix_simd_best()

    /// The records of these segments, with a sketch file each or none at all. Throws `incompatible` for segments whose vectors
    /// differ in size.
    public init(_ segments: [Segment], _ sketches: [SegmentSketches] = []) throws {
        let segments = segments.filter { $0.count > 0 }
        let dimension = segments.first?.dimension ?? 0
        guard segments.allSatisfy({ $0.dimension == dimension }) else {
            throw FdnixError(.incompatible, "the segments of one version have vectors of different sizes")
        }
        let own = sketches.filter { $0.count > 0 }
        let isUsable =
            dimension >= 64 && own.allSatisfy(\.areUnit) && own.map(\.count) == segments.map(\.count)
        (self.segments, self.dimension, self.sketches) = (segments, dimension, isUsable ? own : [])
    }

    /// How many records there are.
    public var count: Int { segments.reduce(0) { $0 + $1.count } }

    /// The `limit` nearest records that the filter admits, the nearest first, equal ones by id; all where there are fewer.
    /// Throws `usage` for a vector of another size, and `corrupt`.
    public func search(
        _ vector: [Float], limit: Int, filter: MetadataFilter? = nil, mode: Mode = .sketches(candidates: 1000)
    ) throws -> [Match] {
        let limit = min(limit, count)
        guard limit > 0 else { return [] }
        guard vector.count == dimension else {
            throw FdnixError(.usage, "a vector of \(vector.count) numbers is compared with those of \(dimension)")
        }
        var places: [Place]
        if case .sketches(let wanted) = mode, !sketches.isEmpty, filter == nil, count > wanted {
            places = candidates(vector, wanted: max(wanted, 10 * limit))
        } else {
            places = segments.indices.flatMap { segment in
                (0..<segments[segment].count).map { Place(distance: 0, segment: segment, row: $0) }
            }
        }
        vector.withUnsafeBufferPointer { vector in
            for index in places.indices {
                let place = places[index]
                let other = segments[place.segment].vector(place.row)
                places[index].distance = SquaredDistance.between(vector, other)
            }
        }
        return try nearest(places, limit, filter)
    }

    private func nearest(_ places: [Place], _ limit: Int, _ filter: MetadataFilter?) throws -> [Match] {
        let sorted = places.sorted { $0.distance < $1.distance }
        var matches: [Match] = []
        for place in sorted {
            if matches.count >= limit, place.distance > matches[matches.count - 1].distance { break }
            let record = try segments[place.segment].record(place.row)
            if filter?.admits(record.metadata) ?? true {
                matches.append(Match(distance: place.distance, record: record))
            }
        }
        let ordered = matches.sorted { left, right in
            left.distance != right.distance
                ? left.distance < right.distance : left.record.id.utf8.lexicographicallyPrecedes(right.record.id.utf8)
        }
        return Array(ordered.prefix(limit))
    }

    /// The places of about `wanted` records whose sketches are the nearest.
    private func candidates(_ vector: [Float], wanted: Int) -> [Place] {
        let query = Rotation.rotated(vector).withUnsafeBufferPointer(Sketch.of)
        var distances = [UInt16](repeating: 0, count: count)
        var start = 0
        distances.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            for sketch in sketches {
                fdnix_hamming_scan(
                    query, sketch.bits.buffer.baseAddress, sketch.count, sketch.words, base + start, simd)
                start += sketch.count
            }
        }
        var histogram = [UInt32](repeating: 0, count: dimension + 1)
        fdnix_histogram(distances, count, 1, &histogram, histogram.count)
        var (threshold, sum) = (0, Int(histogram[0]))
        while sum < wanted, threshold < dimension {
            threshold += 1
            sum += Int(histogram[threshold])
        }
        var numbers = [UInt32](repeating: 0, count: count)
        let found = fdnix_collect(distances, count, UInt16(threshold), &numbers, simd)
        var (segment, end) = (0, segments[0].count)
        return numbers.prefix(found).map { number in
            while Int(number) >= end {
                segment += 1
                end += segments[segment].count
            }
            return Place(distance: 0, segment: segment, row: Int(number) - (end - segments[segment].count))
        }
    }
}
