import TestSupport
import Testing

@testable import RemoteEmbedding

@Suite("The life of a batch job")
struct BatchJobTests {
    private let start = 1_000_000

    private func created(maximumWait: Int = 7200) -> BatchJob {
        var job = BatchJob(maximumWait: maximumWait)
        #expect(job.next(at: start, hasRoom: true) == .prepare)
        job.take(.prepared, at: start)
        #expect(job.next(at: start, hasRoom: true) == .create)
        job.take(.created, at: start)
        #expect(job.next(at: start, hasRoom: true) == .wait)
        job.beginTurn()
        return job
    }

    @Test("A job that goes well: prepared, created, polled, harvested, closed")
    func wholeLife() {
        var job = created()
        for word in ["Submitted", "Validating", "Scheduled", "InProgress", "InProgress"] {
            #expect(job.next(at: start + 10, hasRoom: false) == .poll)
            job.take(.status(BatchJobStatus(word)), at: start + 10)
            #expect(job.next(at: start + 10, hasRoom: false) == .wait)
            #expect(job.isUnfinished)
            job.beginTurn()
        }
        job.take(.status(BatchJobStatus("Completed")), at: start + 20)
        #expect(job.next(at: start + 20, hasRoom: false) == .harvest)
        #expect(!job.isUnfinished)
        job.take(.harvested, at: start + 21)
        #expect(job.next(at: start + 21, hasRoom: false) == .close)
        job.take(.closed, at: start + 22)
        #expect(job.state == .over(.harvested) && job.isOver)
    }

    @Test(
        "Every end leads to the harvest",
        arguments: ["Completed", "PartiallyCompleted", "Stopped", "Expired", "Failed"])
    func ends(_ word: String) {
        var job = created()
        _ = job.next(at: start, hasRoom: true)
        job.take(.status(BatchJobStatus(word)), at: start)
        #expect(job.state == .harvesting(isFinal: true))
        #expect(job.next(at: start, hasRoom: true) == .harvest)
    }

    @Test(
        "Every other status waits, also one that nobody knows",
        arguments: ["Submitted", "Validating", "Scheduled", "InProgress", "Stopping", "Paused", ""])
    func waits(_ word: String) {
        var job = created()
        _ = job.next(at: start, hasRoom: true)
        job.take(.status(BatchJobStatus(word)), at: start)
        #expect(job.state == .running)
        #expect(job.next(at: start, hasRoom: true) == .wait)
    }

    @Test("At the limit it is told to stop, waited for, and harvested whatever comes")
    func limit() {
        var job = created(maximumWait: 100)
        #expect(job.deadline == start + 100)
        job.take(.status(.underway), at: start + 99)
        #expect(job.next(at: start + 100, hasRoom: true) == .stop)
        job.take(.stopAsked, at: start + 100)
        #expect(job.next(at: start + 100, hasRoom: true) == .poll)
        job.take(.status(.underway), at: start + 100)
        #expect(job.next(at: start + 399, hasRoom: true) == .wait)
        var ended = job
        ended.beginTurn()
        #expect(ended.next(at: start + 399, hasRoom: true) == .poll)
        ended.take(.status(.ended), at: start + 399)
        #expect(ended.state == .harvesting(isFinal: true))
        // No end within 300 seconds: what there is, is taken, and the job is left to another run.
        #expect(job.next(at: start + 400, hasRoom: true) == .harvest)
        job.take(.harvested, at: start + 400)
        #expect(job.state == .over(.left))
    }

    @Test("The limit counts although no call goes through")
    func limitWithoutAnswers() {
        var job = created(maximumWait: 100)
        #expect(job.next(at: start + 60, hasRoom: true) == .poll)
        job.take(.failed, at: start + 60)
        #expect(job.next(at: start + 100, hasRoom: true) == .stop)
        job.take(.failed, at: start + 100)
        job.beginTurn()
        #expect(job.next(at: start + 160, hasRoom: true) == .stop)
        job.take(.failed, at: start + 160)
        #expect(job.next(at: start + 400, hasRoom: true) == .harvest)
    }

    @Test("Ten failed polls in a row leave it to another run; fewer do not")
    func failedPolls() {
        var job = created()
        for _ in 0..<9 {
            job.take(.failed, at: start)
            job.beginTurn()
        }
        #expect(job.next(at: start, hasRoom: true) == .poll)
        job.take(.status(.underway), at: start)
        for _ in 0..<9 { job.take(.failed, at: start) }
        #expect(!job.isOver)
        job.take(.failed, at: start)
        #expect(job.state == .over(.left))
    }

    @Test("A job of an earlier run is asked before its time counts")
    func resumedLate() {
        var job = BatchJob(submitted: start, hasARN: true, maximumWait: 100)
        #expect(job.next(at: start + 5000, hasRoom: true) == .poll)
        var ended = job
        ended.take(.status(.ended), at: start + 5000)
        #expect(ended.next(at: start + 5000, hasRoom: true) == .harvest)
        job.take(.status(.underway), at: start + 5000)
        #expect(job.next(at: start + 5000, hasRoom: true) == .stop)
    }

    @Test("Where a kill came before the ARN was written, the job is looked for, and created only where it is not")
    func resumedWithoutARN() {
        let job = BatchJob(submitted: start, hasARN: false, maximumWait: 100)
        var found = job
        #expect(found.next(at: start, hasRoom: false) == .find)
        found.take(.created, at: start)
        #expect(found.next(at: start, hasRoom: false) == .poll)
        var missing = job
        _ = missing.next(at: start, hasRoom: true)
        missing.take(.notFound, at: start)
        #expect(missing.next(at: start, hasRoom: true) == .create)
        // The list lags behind: the name is taken, so it is looked for again.
        missing.take(.exists, at: start)
        #expect(missing.next(at: start, hasRoom: true) == .find)
        missing.take(.notFound, at: start)
        #expect(missing.next(at: start, hasRoom: true) == .wait)
        missing.beginTurn()
        #expect(missing.next(at: start, hasRoom: true) == .find)
    }

    @Test("A service that has no room is asked again, for as long as a job is waited for")
    func busy() {
        var job = BatchJob(maximumWait: 100)
        #expect(job.next(at: start, hasRoom: false) == .wait)
        #expect(job.next(at: start, hasRoom: true) == .prepare)
        job.take(.prepared, at: start)
        _ = job.next(at: start, hasRoom: true)
        job.take(.busy, at: start)
        #expect(job.next(at: start, hasRoom: true) == .wait)
        job.beginTurn()
        #expect(job.next(at: start + 60, hasRoom: true) == .create)
        job.take(.busy, at: start + 60)
        #expect(job.next(at: start + 100, hasRoom: true) == .discard)
        job.take(.discarded, at: start + 100)
        #expect(job.state == .over(.refused))
    }

    @Test("A refused job leaves nothing behind")
    func refused() {
        var job = BatchJob(maximumWait: 100)
        job.take(.prepared, at: start)
        job.take(.refused, at: start)
        #expect(job.next(at: start, hasRoom: true) == .discard)
        job.take(.failed, at: start)
        #expect(job.state == .over(.refused))
    }

    @Test("A creation whose answer was lost is asked for again, and may be running")
    func lostAnswer() {
        var job = BatchJob(maximumWait: 100)
        job.take(.prepared, at: start)
        job.take(.failed, at: start)
        #expect(job.isUnfinished)
        job.beginTurn()
        #expect(job.next(at: start + 10, hasRoom: false) == .create)
        for _ in 0..<9 { job.take(.failed, at: start) }
        #expect(job.state == .over(.left))
    }

    @Test("A job that is not there any more is harvested for what it left")
    func gone() {
        var job = created()
        job.take(.gone, at: start)
        #expect(job.next(at: start, hasRoom: true) == .harvest)
    }

    @Test("Whatever is heard in whatever order, a job comes to its end")
    func anything() {
        var random = SplitMix(23)
        for _ in 0..<2000 {
            var job =
                Bool.random(using: &random)
                ? BatchJob(maximumWait: 300)
                : BatchJob(submitted: start, hasARN: Bool.random(using: &random), maximumWait: 300)
            var now = start
            var turns = 0
            while !job.isOver, turns < 1000 {
                turns += 1
                now += Int.random(in: 1...60, using: &random)
                job.beginTurn()
                var actions = 0
                while case let action = job.next(at: now, hasRoom: true), action != .wait, actions < 20 {
                    actions += 1
                    job.take(answer(to: action, &random), at: now)
                }
                #expect(actions < 20)
            }
            #expect(job.isOver)
        }
    }

    private func answer(to action: BatchJob.Action, _ random: inout SplitMix) -> BatchJob.Event {
        if Int.random(in: 0..<4, using: &random) == 0 { return .failed }
        let events: [BatchJob.Event] =
            switch action {
            case .prepare: [.prepared]
            case .find: [.created, .notFound]
            case .create: [.created, .refused, .busy, .exists]
            case .poll: [.status(.underway), .status(.ended), .status(.unknown), .gone]
            case .stop: [.stopAsked, .gone]
            case .harvest: [.harvested]
            case .close: [.closed]
            case .discard: [.discarded]
            case .wait: [.failed]
            }
        return events.randomElement(using: &random) ?? .failed
    }
}
