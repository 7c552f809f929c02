import AWS
import Basics
import HTTPTransport
import Logging

/// The bytes of an object over connections that may break: the rest is asked for from the byte that was reached, of the
/// same version.
actor ContinuedBody {
    private let bucket: S3Bucket
    private let key: String
    private let tag: String
    private let end: Int
    private var position: Int
    private var body: HTTPReply.Body
    private var failures = 0

    init(_ bucket: S3Bucket, _ key: String, tag: String, _ bounds: Range<Int>, _ body: HTTPReply.Body) {
        self.bucket = bucket
        self.key = key
        self.tag = tag
        (position, end) = (bounds.lowerBound, bounds.upperBound)
        self.body = body
    }

    func next() async throws -> [UInt8]? {
        while true {
            do {
                var pieces = body.makeAsyncIterator()
                guard let piece = try await pieces.next(isolation: self) else {
                    guard position == end else { throw Self.cut(key) }
                    return nil
                }
                position += piece.count
                failures = 0
                guard position <= end else {
                    throw FdnixError(.service, "S3 GetObject sent more of \(key) than it announced")
                }
                return piece
            } catch let error as FdnixError where error.underlying is HTTPFailure && error.isRetryable {
                failures += 1
                let retries = bucket.client.configuration.retries
                guard failures < retries.attempts, !tag.isEmpty, position < end else { throw error }
                bucket.client.configuration.logger.warning("\(error); going on with \(key) from byte \(position)")
                try await Task.sleep(for: retries.pause(after: failures, random: .random(in: 0..<1)))
                body = try await bucket.getObject(key, range: position..<end, ifMatches: tag).body
            }
        }
    }

    private static func cut(_ key: String) -> FdnixError {
        let failure = HTTPFailure(.closedEarly)
        return FdnixError(.network, "S3 GetObject of \(key): \(failure)", underlying: failure)
    }
}
