import Basics
import DocumentRecognition
import Documents
import Logging
import ObjectStorage
import Synchronization
import Tables
import TestSupport

/// Time that passes only while somebody waits.
final class TestTime: Sendable {
    private let state = Mutex<(now: Int, pauses: [Duration])>((1_700_000_000_000, []))
    var pauses: [Duration] { state.withLock { $0.pauses } }
    var passed: Duration { pauses.reduce(.zero, +) }

    var source: TimeSource {
        TimeSource(now: { self.state.withLock { $0.now } }) { pause in
            try Task.checkCancellation()
            self.state.withLock { state in
                state.now += Int(pause.seconds * 1000)
                state.pauses.append(pause)
            }
        }
    }
}

/// A cloud in memory, with what its parts hold.
struct TestCloud {
    let stores = Stores()
    let links = LinksTable(MemoryTable(LinksTable.schema))

    /// Buckets by their names, made when they are first asked for.
    final class Stores: Sendable {
        private let stores = Mutex<[String: MemoryObjectStore]>([:])

        func bucket(_ name: String) -> MemoryObjectStore {
            stores.withLock { stores in
                let store = stores[name] ?? MemoryObjectStore()
                stores[name] = store
                return store
            }
        }
    }

    func cloud(frames: String? = nil) -> DocumentCloud {
        DocumentCloud(
            bucket: { [stores] in stores.bucket($0) }, cache: CacheTable(MemoryTable(CacheTable.schema)), links: links,
            mediaBucket: "media", framesBucket: frames)
    }
}

extension EventLog {
    /// A log that nobody reads.
    static let silent = EventLog(Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
}
