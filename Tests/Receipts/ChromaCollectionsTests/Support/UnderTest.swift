import Basics
import CollectionConformance
import HTTPTransport
import ObjectStorage
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Tables
import TestSupport

@testable import ChromaCollections

/// Runs one of the checks that all back ends have to pass, with a server at an address; `prefix` keeps checks apart.
func run(_ check: CollectionCheck, on url: String, prefix: String = "") async throws {
    try await withTemporaryDirectory { directory in
        let (table, clock) = (MemoryTable(RunTable.schema), CheckClock())
        // Who waits for a lease waits for another's requests, which take their time.
        let time = TimeSource(now: clock.source.now) { duration in
            try await Task.sleep(for: duration)
            clock.advance(duration)
        }
        let settings = try ChromaSettings(url: url, prefix: prefix)
        let subject = CollectionUnderTest(
            table: table, bucket: MemoryObjectStore(), directory: directory, clock: clock
        ) { name, checkpoint in
            let server = ChromaServer(settings, client: client, events: .none, time: time) { try checkpoint.pass() }
            return ChromaCollection(
                name, server: server, table: CheckpointedTable(table, checkpoint), space: CollectionUnderTest.space,
                time: time)
        }
        try await check.run(subject)
    }
}
