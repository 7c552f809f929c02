/// Runs `body` for each element that `next` gives, for at most `width` of them at once, and hands each answer to `take` as
/// it comes. An element is asked for when there is room for it. Throws what the three throw; what still runs is cancelled
/// then.
public func concurrently<Element: Sendable, Answer: Sendable>(
    width: Int, next: () async throws -> Element?, body: @escaping @Sendable (Element) async throws -> Answer,
    take: (Answer) throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Answer.self) { group in
        var room = max(width, 1)
        while true {
            if room == 0, let answer = try await group.next() {
                room += 1
                try take(answer)
            }
            guard let element = try await next() else { break }
            room -= 1
            group.addTask { try await body(element) }
        }
        while let answer = try await group.next() { try take(answer) }
    }
}
