/// The best `capacity` of a stream of scored documents: a heap whose root is the worst kept.
///
/// Equal scores are ordered by document number, which is the order of ties. Score and number are one integer, so that
/// two items are compared at once.
struct TopHits {
    private var heap: [UInt64] = []
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        heap.reserveCapacity(min(capacity, 1024))
    }

    /// The score that a later document must exceed to be kept; minus infinity as long as there is room.
    var threshold: Float {
        guard heap.count == capacity else { return -.infinity }
        return heap.first.map(Self.score) ?? .infinity
    }

    /// Offers a document.
    @inline(__always)
    mutating func offer(_ score: Float, _ document: Int) {
        let item = Self.item(score, document)
        if heap.count < capacity {
            heap.append(item)
            siftUp(heap.count - 1)
        } else if let worst = heap.first, worst < item {
            siftDown(item)
        }
    }

    /// Calls `body` with what was kept, in no order.
    func forEach(_ body: (_ score: Float, _ document: Int) -> Void) {
        for item in heap { body(Self.score(item), Self.document(item)) }
    }

    /// What was kept, best first.
    func sorted() -> [(score: Float, document: Int)] {
        heap.sorted(by: >).map { (Self.score($0), Self.document($0)) }
    }

    /// An integer that is the greater the better: the bits of a float ascend with it, once those of negative ones are
    /// turned round; adding zero makes one zero of two.
    @inline(__always)
    static func item(_ score: Float, _ document: Int) -> UInt64 {
        let bits = (score + 0).bitPattern
        let ordered = bits >> 31 == 1 ? ~bits : bits | 1 << 31
        return UInt64(ordered) << 32 | UInt64(~UInt32(truncatingIfNeeded: document))
    }

    @inline(__always)
    static func score(_ item: UInt64) -> Float {
        let ordered = UInt32(truncatingIfNeeded: item >> 32)
        return Float(bitPattern: ordered >> 31 == 1 ? ordered & ~(1 << 31) : ~ordered)
    }

    @inline(__always)
    static func document(_ item: UInt64) -> Int { Int(~UInt32(truncatingIfNeeded: item)) }

    /// Puts the `count` greatest of `items` first, in no order: quickselect (Hoare 1961), quicker than a heap where nearly
    /// all items are at hand.
    static func select(_ count: Int, of items: UnsafeMutableBufferPointer<UInt64>) {
        var (low, high) = (0, items.count - 1)
        while low < high {
            // The middle of three keeps sorted input from being the worst case.
            let (a, b, c) = (items[low], items[(low + high) / 2], items[high])
            let pivot = max(min(a, b), min(max(a, b), c))
            var (i, j) = (low, high)
            while i <= j {
                while items[i] > pivot { i += 1 }
                while items[j] < pivot { j -= 1 }
                if i <= j {
                    items.swapAt(i, j)
                    i += 1
                    j -= 1
                }
            }
            if count <= j { high = j } else if count > i { low = i } else { return }
        }
    }

    private mutating func siftUp(_ start: Int) {
        heap.withUnsafeMutableBufferPointer { heap in
            let item = heap[start]
            var i = start
            while i > 0, item < heap[(i - 1) / 2] {
                heap[i] = heap[(i - 1) / 2]
                i = (i - 1) / 2
            }
            heap[i] = item
        }
    }

    /// Puts `item` in the place of the root.
    private mutating func siftDown(_ item: UInt64) {
        heap.withUnsafeMutableBufferPointer { heap in
            var i = 0
            while true {
                var child = 2 * i + 1
                guard child < heap.count else { break }
                if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
                guard heap[child] < item else { break }
                heap[i] = heap[child]
                i = child
            }
            heap[i] = item
        }
    }
}
