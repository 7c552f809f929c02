import NIOPosix

/// Runs `body` on a thread that may block.
func withThread(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await NIOThreadPool.singleton.runIfActive(body)
}
