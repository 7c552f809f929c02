extension Array where Element: Sendable {
    /// What `body` makes of each element, in order; at most `limit` are worked on at once. Throws the first error after
    /// cancelling the others.
    public func concurrentMap<T: Sendable>(
        limit: Int, _ body: @escaping @Sendable (Element) async throws -> T
    ) async throws -> [T] {
        try await withThrowingTaskGroup(of: (Int, T).self) { group in
            var results = [T?](repeating: nil, count: count)
            var waiting = indices[...]
            func start() {
                guard let index = waiting.popFirst() else { return }
                let element = self[index]
                group.addTask { (index, try await body(element)) }
            }
            for _ in 0..<Swift.max(limit, 1) { start() }
            while let (index, result) = try await group.next() {
                results[index] = result
                start()
            }
            return results.compactMap { $0 }
        }
    }

    /// Does `body` with each element, at most `limit` at once. Throws the first error after cancelling the others.
    public func concurrentForEach(
        limit: Int, _ body: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        _ = try await concurrentMap(limit: limit) { try await body($0) }
    }
}
