import JSON
import Testing

@testable import Documents

struct AuditTests {
    @Test(arguments: TableKind.allCases)
    func `what does not fit together is told, and mended where asked for`(kind: TableKind) async throws {
        try await DocumentsFixture.with(kind) { fixture in
            let good = try await fixture.upload("good.txt")
            try await fixture.ingest(good)
            let lost = try await fixture.upload("lost.txt")
            try await fixture.ingest(lost)
            try await fixture.ingest(lost, model: "second")
            _ = try await fixture.store.remove(lost, from: "second")
            fixture.store.keep("s3://b/orphan.txt", in: "first")
            var report = try await fixture.audit.run()
            #expect(report.orphans == ["s3://b/orphan.txt"])
            #expect(report.missing == [.init(uri: lost, model: "second")])
            #expect(report.json["Fixed"]?.bool == false)
            report = try await fixture.audit.run(fixes: true)
            #expect(report.isFixed)
            #expect(!fixture.store.has("s3://b/orphan.txt", in: "first"))
            #expect(try await fixture.cache.row(lost)?.models == ["first"])
            report = try await fixture.audit.run()
            #expect((report.orphans.count, report.missing.count) == (0, 0))
            #expect(try await fixture.status(good) == .ingested)
        }
    }

    @Test func `retry revives all documents that failed`() async throws {
        let fixture = DocumentsFixture()
        for key in ["a.txt", "b.txt", "c.txt"] {
            let uri = try await fixture.upload(key)
            guard key != "c.txt" else { continue }
            if case .claimed(let claim, _) = try await fixture.cache.claim(uri, run: "r", defaultModel: "first") {
                try await fixture.cache.fail(
                    claim, RowFailure(status: "INVALID_CONTENT", reason: "no", isPermanent: true))
            }
        }
        #expect(try await Retry(fixture.cache).run(uri: "s3://b/c.txt").retried == 0)
        #expect(try await Retry(fixture.cache).run().retried == 2)
        #expect(try await fixture.detect.run(RunRequest(), name: "r").documents.count == 3)
    }
}
