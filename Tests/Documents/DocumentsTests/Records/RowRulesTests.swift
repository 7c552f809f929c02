import Testing

@testable import Documents

struct RowRulesTests {
    private let uri = "s3://b/k"
    private func rules(_ now: Int = 1000) -> RowRules { RowRules(leaseSeconds: 300, maxAttempts: 3, now: now) }

    private func version(_ etag: String, _ sequencer: String? = nil, type: String? = "text/plain") -> ObjectVersion {
        ObjectVersion(uri: uri, contentType: type, etag: etag, size: 4, sequencer: sequencer)
    }

    private var updated: CacheRow {
        CacheRow(uri: uri, contentType: "text/plain", etag: "A", size: 4, updatedAt: 1000)
    }

    private func claimed(_ row: CacheRow?, run: String = "run", id: String = "1", now: Int = 1000) -> (
        CacheRow?, Claim?
    ) {
        let step = rules(now).claim(row, uri, run: run, id: id, defaultModel: "first")
        if case .claimed(let claim, _) = step.answer { return (step.row, claim) }
        return (step.row, nil)
    }

    private func stored(_ etag: String, model: String = "first") -> StoredVersion {
        StoredVersion(uri: uri, contentType: "text/plain", etag: etag, size: 4, model: model)
    }

    @Test func `an equal tag says nothing new, except of a document that was removed`() {
        let ingested = rules().complete(nil, nil, stored("A")).row
        #expect(rules().created(ingested, version("A")).row == ingested)
        let removed = rules().removed(ingested, uri, nil).row
        #expect(removed?.status == .readyDelete)
        let again = rules().created(removed, version("A")).row
        #expect(again?.status == .updated)
        #expect(again?.models == nil)
    }

    @Test func `a new version has all its attempts before it, and nothing of the old one's failure`() {
        var row = updated
        (row.status, row.attempts, row.failureStatus, row.failureReason, row.models) =
            (.failed, 3, "INVALID_CONTENT", "no", ["first"])
        let new = rules(2000).created(row, version("B", "1")).row
        #expect(new?.status == .updated)
        #expect((new?.attempts, new?.updatedAt) == (0, 2000))
        #expect((new?.failureStatus, new?.failureReason, new?.models) == (nil, nil, nil))
    }

    @Test func `a row follows the object to a type that is not read only to be removed`() {
        #expect(rules().created(nil, version("A", type: nil)).row == nil)
        #expect(rules().created(updated, version("B", type: nil)).row?.status == .readyDelete)
    }

    @Test(arguments: [
        ("0A", "0B", true), ("FF", "0100", true), ("0a", "0A", false), ("0100", "FF", false), ("1", "0001", false),
        ("", "1", true),
    ])
    func `events are ordered by their sequencers as numbers of any length`(a: String, b: String, isBefore: Bool) {
        #expect(Sequencer.isBefore(a, b) == isBefore)
    }

    @Test func `an event that comes after a later one changes nothing`() {
        let row = rules().created(nil, version("B", "0B")).row
        #expect(rules().created(row, version("A", "0A")).answer == .outdated)
        #expect(rules().removed(row, uri, "0A").answer == .outdated)
        #expect(rules().removed(row, uri, "0C").row?.status == .readyDelete)
    }

    @Test func `a removal that comes before the creation is remembered`() {
        let row = rules().removed(nil, uri, "0B").row
        #expect(row?.status == .readyDelete)
        #expect(rules().created(row, version("A", "0A")).row?.status == .readyDelete)
        #expect(rules().created(row, version("A", "0C")).row?.status == .updated)
    }

    @Test func `another run waits for the lease's end, an attempt of the same run does not`() {
        let (row, first) = claimed(updated)
        #expect(first?.attempt == 1)
        #expect(rules().claim(row, uri, run: "other", id: "2", defaultModel: "first").answer == .busy)
        let (taken, second) = claimed(row, id: "2")
        #expect(second?.attempt == 2)
        #expect(first.map { rules().renew(taken, $0).answer } == false)
        #expect(claimed(row, run: "other", id: "3", now: 1300).1?.attempt == 2)
    }

    @Test func `a completion says so only of the version that was read`() throws {
        let (row, claim) = claimed(updated)
        let held = try #require(claim)
        let done = rules().complete(row, held, stored("A"))
        #expect(done.answer == .ingested)
        #expect(done.row?.status == .ingested)
        #expect(done.row?.models == ["first"])
        #expect((done.row?.attempts, done.row?.claim) == (0, nil))
        let newer = rules().complete(row, held, stored("B"))
        #expect(newer.answer == .changed)
        #expect((newer.row?.status, newer.row?.etag) == (.updated, "B"))
        let changed = rules().created(row, version("B")).row
        #expect(rules().complete(changed, held, stored("A")).row == changed)
        #expect(rules().complete(rules().removed(row, uri, nil).row, held, stored("A")).answer == .deleted)
        #expect(rules().complete(nil, held, stored("A")).answer == .deleted)
    }

    @Test func `a row that does not say its models holds the first one once it is stored`() {
        var old = updated
        old.status = .ingested
        #expect(rules().select(old, model: "first", defaultModel: "first").answer == false)
        #expect(rules().select(old, model: "second", defaultModel: "first").answer)
        let (row, claim) = claimed(old)
        let done = rules().complete(row, claim, stored("A", model: "second")).row
        #expect(done?.models == ["first", "second"])
        let (fresh, other) = claimed(updated)
        #expect(rules().complete(fresh, other, stored("A", model: "second")).row?.models == ["second"])
    }

    @Test func `transient failures end with the last attempt, permanent ones at once`() throws {
        var row: CacheRow? = updated
        for attempt in 1...3 {
            let (taken, claim) = claimed(row, id: "\(attempt)")
            row =
                rules().fail(taken, try #require(claim), RowFailure(status: "S", reason: "why", isPermanent: false)).row
            #expect(row?.status == (attempt < 3 ? .updated : .failed))
        }
        #expect(row?.failureReason == "why")
        #expect(rules().claim(row, uri, run: "r", id: "4", defaultModel: "first").answer == row.map { .failed($0) })
        let again = rules().retry(row).row
        #expect((again?.status, again?.attempts) == (.updated, 0))
        let (taken, claim) = claimed(updated)
        let failure = RowFailure(status: "S", reason: "why", isPermanent: true)
        #expect(rules().fail(taken, try #require(claim), failure).row?.status == .failed)
    }

    @Test func `a reason is cut to what a row keeps, between characters`() throws {
        let (row, claim) = claimed(updated)
        let failure = RowFailure(status: "S", reason: String(repeating: "é€", count: 1000), isPermanent: true)
        let held = try #require(claim)
        let reason = try #require(rules().fail(row, held, failure).row?.failureReason)
        #expect(reason.utf8.count == 1022)
        #expect(reason.hasSuffix("é"))
    }

    @Test func `a document that killed all its tasks has failed and says why`() {
        var row = updated
        (row.attempts, row.status, row.claim) = (3, .ingesting, .init(id: "1", run: "run", leaseUntil: 999))
        let step = rules().select(row, model: "first", defaultModel: "first")
        #expect(!step.answer)
        #expect((step.row?.status, step.row?.failureStatus) == (.failed, "INTERNAL_ERROR"))
        #expect(step.row?.failureReason?.contains("3 attempts") == true)
    }

    @Test func `a purge takes the model from every row and has what no model holds stored anew`() {
        var row = updated
        (row.status, row.models) = (.ingested, ["first", "second"])
        #expect(rules().purge(row, model: "first", defaultModel: "first").row?.models == ["second"])
        row.models = nil
        #expect(rules().purge(row, model: "second", defaultModel: "first").answer == false)
        #expect(rules().purge(row, model: "first", defaultModel: "first").row?.status == .updated)
        row.settle(.readyDelete)
        #expect(rules().purge(row, model: "first", defaultModel: "first").row == row)
    }

    @Test(arguments: [CacheRow.Status.updated, .ingested])
    func `a release leaves the row as it was before the claim`(status: CacheRow.Status) throws {
        var before = updated
        (before.status, before.attempts, before.failureStatus, before.failureReason) = (status, 1, "S", "why")
        before.models = status == .ingested ? ["second"] : nil
        let (row, claim) = claimed(before)
        let held = try #require(claim)
        #expect((row?.status, row?.attempts) == (.ingesting, 2))
        #expect(rules().release(row, held).row == before)
        let (taken, _) = claimed(row, id: "2")
        #expect(rules().release(taken, held).row == taken)
    }

    @Test func `only a document that is still wanted is committed`() throws {
        let (row, claim) = claimed(updated)
        let held = try #require(claim)
        #expect(rules().standing(row, held) == .held)
        #expect(rules().standing(rules().created(row, version("B")).row, held) == .changed)
        #expect(rules().standing(claimed(row, id: "2").0, held) == .lost)
        #expect(rules().standing(rules().removed(row, uri, nil).row, held) == .deleted)
        #expect(rules().standing(nil, held) == .deleted)
        #expect(rules().standing(nil, nil) == .held)
    }
}
