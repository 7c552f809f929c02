extension Array where Element: Sendable {
    /// What `body` makes of each element, in order; at most `limit` are worked on at once. Throws the first error after
    /// cancelling the others.
    public func concurrentMap<T: Sendable>(
        limit: Int, _ body: @escaping @Sendable (Element) async throws -> T
    ) async throws -> [T] {
        var results = [T?](repeating: nil, count: count)
        var waiting = indices[...]
        try await concurrently(
            width: limit, next: { waiting.popFirst().map { ($0, self[$0]) } },
            body: { ($0.0, try await body($0.1)) }, take: { results[$0.0] = $0.1 })
        return results.compactMap { $0 }
    }

    /// Does `body` with each element, at most `limit` at once. Throws the first error after cancelling the others.
    public func concurrentForEach(
        limit: Int, _ body: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        _ = try await concurrentMap(limit: limit) { try await body($0) }
    }
}
