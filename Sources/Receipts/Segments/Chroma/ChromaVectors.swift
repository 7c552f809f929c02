import Basics
import SQLite

/// Where the vectors of a collection are: in its index, or in the queue of what that has not taken up. They are read when they
/// are asked for.
struct ChromaVectors {
    private enum Place {
        case element(Int)
        case queued(Int)
    }

    private let queue: ChromaQueue
    private let dimension: Int
    private var index: HNSWVectors?
    private var places: [[UInt8]: Place] = [:]

    /// The vectors of a queue; `seen` is how far the index in `directory` has taken it up, nil where that is not in use yet.
    init(
        _ queue: ChromaQueue, after seen: Int?, index directory: @autoclosure () throws -> String,
        _ collection: ChromaCollection
    ) throws {
        self.queue = queue
        dimension = collection.dimension
        if seen != nil {
            let index = try HNSWVectors(try directory(), dimension: dimension, isCosine: collection.isCosine)
            places = index.elements.mapValues { .element($0) }
            self.index = index
        }
        try queue.forEach(after: seen ?? 0) { entry in
            let place: Place? = try entry.hasVector(dimension: dimension) ? .queued(entry.place) : nil
            switch entry.operation {
            case .add: if places[entry.id] == nil { places[entry.id] = place }
            case .update: if places[entry.id] != nil, let place { places[entry.id] = place }
            case .upsert: if let place { places[entry.id] = place }
            case .delete: places[entry.id] = nil
            }
        }
    }

    var count: Int { places.count }

    func contains(_ id: [UInt8]) -> Bool { places[id] != nil }

    /// The vector of an id; nil where it has none.
    func vector(of id: [UInt8]) throws -> [Float]? {
        switch places[id] {
        case .element(let element): try index?.vector(element)
        case .queued(let place): try queue.vector(at: place, dimension: dimension)
        case nil: nil
        }
    }
}
