import Basics
import QueueConformance
import ReceiptCollections
import ReceiptModel
import Tables
import TestSupport
import Testing

@testable import Receipts

@Suite("The table of runs")
struct RunTableTests {
    @Test("an item that is not a run is told with its key, and the others are there", arguments: [false, true])
    func unreadable(ofReceipt: Bool) async throws {
        let clock = ManualClock()
        let table = MemoryTable(RunTable.schema, time: clock.source)
        let runs = RunTable(table, time: clock.source)
        for number in 1...3 { _ = try await runs.put(try Flow.run(number, receipt: 1, minutes: number)) }
        var broken = try Flow.run(2, receipt: 1, minutes: 2).item
        broken["words_state"] = "EATEN"
        try await table.put(broken)
        var (found, failures): ([String], [FdnixError]) = ([], [])
        try await runs.each(of: ofReceipt ? try Flow.receipt() : nil) { result in
            switch result {
            case .success(let run): found.append(run.id)
            case .failure(let error): failures.append(error)
            }
            return true
        }
        #expect(Set(found) == Set(try [1, 3].map { try Flow.run($0, receipt: 1).id }))
        #expect(failures.count == 1)
        #expect(failures.first?.message.contains("\(broken["PK"]?.string ?? "") \(broken["SK"]?.string ?? "")") == true)
        #expect(failures.first?.message.contains("words_state") == true)
    }
}
