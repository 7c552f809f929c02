import Basics

/// Items in the order of their places, in one sorted array.
struct OrderedItems: Sendable {
    private var entries: [(place: OrderedKey, item: Item)] = []

    subscript(place: OrderedKey) -> Item? {
        get {
            let index = firstIndex { !($0 < place) }
            return index < entries.count && entries[index].place == place ? entries[index].item : nil
        }
        set {
            let index = firstIndex { !($0 < place) }
            let isThere = index < entries.count && entries[index].place == place
            switch (newValue, isThere) {
            case (let item?, true): entries[index].item = item
            case (let item?, false): entries.insert((place, item), at: index)
            case (nil, true): entries.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// The items from `lower` on, before `upper`, behind `token` in the direction asked for: up to `limit`, and whether
    /// there are more. `isIn` says which of them count.
    func page(
        from lower: OrderedKey?, to upper: OrderedKey?, after token: OrderedKey?, descending: Bool, limit: Int,
        where isIn: (OrderedKey) -> Bool = { _ in true }
    ) -> (items: [Item], hasMore: Bool) {
        var start = lower.map { bound in firstIndex { !($0 < bound) } } ?? 0
        var end = upper.map { bound in firstIndex { !($0 < bound) } } ?? entries.count
        if let token {
            if descending {
                end = min(end, firstIndex { !($0 < token) })
            } else {
                start = max(start, firstIndex { token < $0 })
            }
        }
        var items: [Item] = []
        for offset in 0..<max(0, end - start) {
            let entry = entries[descending ? end - 1 - offset : start + offset]
            guard isIn(entry.place) else { continue }
            guard items.count < limit else { return (items, true) }
            items.append(entry.item)
        }
        return (items, false)
    }

    /// The first place for which `isBehind` is true; it is false for all before.
    private func firstIndex(where isBehind: (OrderedKey) -> Bool) -> Int {
        entries.partitionPoint { isBehind($0.place) }
    }
}
