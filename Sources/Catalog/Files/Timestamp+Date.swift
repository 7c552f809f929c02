import Basics

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Timestamp {
    /// `2025-08-26T02:00:00+00:00`
    static func iso8601(_ date: Date) -> String {
        iso8601(secondsSince1970: Int(date.timeIntervalSince1970.rounded(.down)))
    }
}
