/// The best `capacity` of a stream of scored documents: a heap whose root is the worst kept.
///
/// Equal scores are ordered by document number, which is the order of ties.
struct TopHits {
    private var heap: [(score: Float, document: Int)] = []
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        heap.reserveCapacity(min(capacity, 1024))
    }

    @inline(__always)
    private static func isWorse(_ a: (score: Float, document: Int), _ b: (score: Float, document: Int)) -> Bool {
        a.score != b.score ? a.score < b.score : a.document > b.document
    }

    /// Offers a document.
    @inline(__always)
    mutating func offer(_ score: Float, _ document: Int) {
        let item = (score, document)
        if heap.count < capacity {
            heap.append(item)
            siftUp(heap.count - 1)
        } else if let worst = heap.first, Self.isWorse(worst, item) {
            heap[0] = item
            siftDown()
        }
    }

    /// Calls `body` with what was kept, in no order.
    func forEach(_ body: (_ score: Float, _ document: Int) -> Void) {
        for item in heap { body(item.score, item.document) }
    }

    /// What was kept, best first.
    func sorted() -> [(score: Float, document: Int)] { heap.sorted { Self.isWorse($1, $0) } }

    private mutating func siftUp(_ start: Int) {
        var i = start
        while i > 0, Self.isWorse(heap[i], heap[(i - 1) / 2]) {
            heap.swapAt(i, (i - 1) / 2)
            i = (i - 1) / 2
        }
    }

    private mutating func siftDown() {
        var i = 0
        while true {
            var worst = i
            for child in [2 * i + 1, 2 * i + 2] where child < heap.count && Self.isWorse(heap[child], heap[worst]) {
                worst = child
            }
            if worst == i { return }
            heap.swapAt(i, worst)
            i = worst
        }
    }
}
