/// A binary heap: the least of its elements is found at once, and adding or removing one takes steps by the logarithm of
/// how many there are.
struct Heap<Element: Comparable> {
    private var elements: [Element] = []

    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0, case let parent = (child - 1) / 2, elements[child] < elements[parent] {
            elements.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popLeast() -> Element? {
        guard let last = elements.popLast() else { return nil }
        guard let least = elements.first else { return last }
        elements[0] = last
        var parent = 0
        while true {
            var next = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < elements.count && elements[child] < elements[next] {
                next = child
            }
            if next == parent { return least }
            elements.swapAt(parent, next)
            parent = next
        }
    }
}

extension Heap: Sendable where Element: Sendable {}
