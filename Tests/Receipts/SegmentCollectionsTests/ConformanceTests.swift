import CollectionConformance
import LocalCloud
import ObjectStorage
import ReceiptCollections
import ReceiptEvents
import SegmentCollections
import Tables
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct ConformanceTests {
    @Test(arguments: CollectionCheck.all) func `in memory`(_ check: CollectionCheck) async throws {
        try await withTemporaryDirectory { try await run(check, MemoryObjectStore(), $0) }
    }

    @Test(arguments: CollectionCheck.all) func `in a directory`(_ check: CollectionCheck) async throws {
        try await withTemporaryDirectory { try await run(check, DirectoryObjectStore("\($0)/objects"), $0) }
    }

    private func run(_ check: CollectionCheck, _ bucket: any ObjectStore, _ directory: String) async throws {
        let clock = CheckClock()
        let settings = SegmentSettings(
            root: "\(directory)/root", minimumAgeMinutes: 0, space: CollectionUnderTest.space,
            temporaryDirectory: "\(directory)/tmp")
        try await check.run(
            CollectionUnderTest(
                table: MemoryTable(RunTable.schema, time: clock.source), bucket: bucket, directory: "\(directory)/tmp",
                clock: clock
            ) { name, checkpoint in
                SegmentCollection(
                    name, bucket: CheckpointedStore(bucket, checkpoint), settings: settings, events: .none,
                    time: clock.source)
            })
    }
}
