@testable import Documents

/// An object, its row, what is stored of it, and all who work on them, each of whom takes one step at a time: small enough
/// to try every order of steps.
struct RowWorld: Hashable {
    /// What a person does to the object, one after the other.
    enum Deed: Hashable { case upload(String), delete, sidecar(String) }

    /// A task, and what it does next.
    struct Worker: Hashable {
        enum Phase: Hashable {
            case idle, reading, checking(Version), committing(Version), completing(Version), cleaning, removing, ending,
                over
        }

        var run: String
        var phase = Phase.idle
        var claim: Claim?
    }

    /// What a task reads, and what is stored of it.
    struct Version: Hashable {
        var etag: String
        var sidecar: String?
    }

    /// The step that removes what is gone, and what it does next.
    enum Removal: Hashable { case idle, removing, forgetting }
    /// A purge, which is begun again where it is killed, and what it does next.
    enum Purge: Hashable { case none, rowsBefore, emptying, rowsAfter }

    var deeds: [Deed]
    var done = 0
    var object: Version?
    /// Deeds of which the row was not told yet.
    var untold: Set<Int> = []
    var row: CacheRow?
    var stored: Version?
    /// The task that has the document locked in the store.
    var locker: Int?
    var workers: [Worker]
    var removal = Removal.idle
    var purge: Purge

    static let uri = "s3://b/k"
    static let model = "m"
    /// Leases that were just begun last; others, whose end is set to 0, do not.
    static let rules = RowRules(leaseSeconds: 1, maxAttempts: 3, now: 0)

    init(_ deeds: [Deed], runs: [String], purges: Bool = false) {
        self.deeds = deeds
        workers = runs.map { Worker(run: $0) }
        purge = purges ? .rowsBefore : .none
    }

    /// Whether nothing is left that somebody is about to do.
    var isQuiet: Bool {
        done == deeds.count && untold.isEmpty && removal == .idle && purge == .none
            && workers.allSatisfy { $0.phase == .over }
    }

    // MARK: Steps

    /// Every world that one step leads to.
    func next() -> [RowWorld] {
        var worlds: [RowWorld] = []
        func step(_ change: (inout RowWorld) -> Void) {
            var world = self
            change(&world)
            worlds.append(world)
        }
        if done < deeds.count { step { $0.act() } }
        for deed in untold { step { $0.tell(deed) } }
        for worker in workers.indices where workers[worker].phase != .over {
            step { $0.crash(worker) }
            if workers[worker].phase == .reading {
                step { $0.fail(worker, isPermanent: true) }
                step { $0.release(worker) }
            }
            if !waits(worker) { step { $0.work(worker) } }
        }
        if row?.isLeased(at: 0) == true, !isRemoving { step { $0.row?.claim?.leaseUntil = 0 } }
        if removal != .removing || locker == nil { step { $0.remove() } }
        if removal != .idle { step { $0.removal = .idle } }
        if purge != .none {
            if purge != .emptying || locker == nil { step { $0.purgeOn() } }
            step { $0.purge = .rowsBefore }
        }
        return worlds.filter { $0 != self }
    }

    /// Whether somebody removes what is stored, which takes no longer than a lease.
    private var isRemoving: Bool {
        removal != .idle || workers.contains { $0.phase == .removing || $0.phase == .ending }
    }

    /// Whether a task may go on where there is no row, and so nobody to tell it of removals, sidecars and purges.
    private var mayBeUnclaimed: Bool {
        purge == .none && deeds.allSatisfy { if case .upload = $0 { true } else { false } }
    }

    /// Whether a worker cannot go on as another one has the document locked.
    func waits(_ worker: Int) -> Bool {
        switch workers[worker].phase {
        case .checking, .removing: locker != nil
        default: false
        }
    }

    private mutating func act() {
        switch deeds[done] {
        case .upload(let etag): object = Version(etag: etag, sidecar: object?.sidecar)
        case .delete: object = nil
        case .sidecar(let etag): object?.sidecar = etag
        }
        untold.insert(done)
        done += 1
    }

    /// Tells the row of a deed. Sequencers are as long as S3 pleases.
    private mutating func tell(_ deed: Int) {
        untold.remove(deed)
        let sequencer = String(repeating: "0", count: deed % 2) + String(deed + 10, radix: 16)
        switch deeds[deed] {
        case .upload(let etag):
            let version = ObjectVersion(
                uri: Self.uri, contentType: "text/plain", etag: etag, size: 1, sequencer: sequencer)
            row = Self.rules.created(row, version).row
        case .delete: row = Self.rules.removed(row, Self.uri, sequencer).row
        case .sidecar(let etag): row = Self.rules.sidecarChanged(row, to: etag).row
        }
    }

    mutating func work(_ worker: Int) {
        switch workers[worker].phase {
        case .idle: begin(worker)
        case .reading:
            guard let object else { return fail(worker, isPermanent: false) }
            workers[worker].phase = .checking(object)
        case .checking(let version):
            switch Self.rules.standing(row, workers[worker].claim) {
            case .held, .changed: (locker, workers[worker].phase) = (worker, .committing(version))
            case .lost, .deleted: workers[worker].phase = .over
            }
        case .committing(let version):
            (stored, locker, workers[worker].phase) = (version, nil, .completing(version))
        case .completing(let version): complete(worker, version)
        case .cleaning:
            let step = Self.rules.beginRemoval(row, Self.uri, id: "of \(worker)", run: workers[worker].run)
            (row, workers[worker].phase) = (step.row, step.answer ? .removing : .over)
        case .removing: (stored, workers[worker].phase) = (nil, .ending)
        case .ending: (row, workers[worker].phase) = (Self.rules.endRemoval(row, id: "of \(worker)").row, .over)
        case .over: break
        }
    }

    private mutating func begin(_ worker: Int) {
        let step = Self.rules.claim(
            row, Self.uri, run: workers[worker].run, id: "\(worker)", defaultModel: Self.model)
        row = step.row
        switch step.answer {
        case .claimed(let claim, _): (workers[worker].claim, workers[worker].phase) = (claim, .reading)
        case .absent where mayBeUnclaimed && worker == 0: workers[worker].phase = .reading
        case .absent, .deleted, .failed, .busy: workers[worker].phase = .over
        }
    }

    private mutating func complete(_ worker: Int, _ version: Version) {
        let stored = StoredVersion(
            uri: Self.uri, contentType: "text/plain", etag: version.etag, size: 1, sidecarETag: version.sidecar,
            model: Self.model)
        let step = Self.rules.complete(row, workers[worker].claim, stored)
        (row, workers[worker].phase) = (step.row, step.answer == .deleted ? .cleaning : .over)
    }

    private mutating func fail(_ worker: Int, isPermanent: Bool) {
        workers[worker].phase = .over
        guard let claim = workers[worker].claim else { return }
        let failure = RowFailure(status: "S", reason: "of \(object?.etag ?? "nothing")", isPermanent: isPermanent)
        row = Self.rules.fail(row, claim, failure).row
    }

    private mutating func release(_ worker: Int) {
        workers[worker].phase = .over
        if let claim = workers[worker].claim { row = Self.rules.release(row, claim).row }
    }

    private mutating func crash(_ worker: Int) {
        workers[worker].phase = .over
        if locker == worker { locker = nil }
    }

    mutating func remove() {
        switch removal {
        case .idle:
            guard row?.status == .readyDelete else { return }
            let step = Self.rules.beginRemoval(row, Self.uri, id: "removal", run: "manage")
            (row, removal) = (step.row, step.answer ? .removing : .idle)
        case .removing: (stored, removal) = (nil, .forgetting)
        case .forgetting: (row, removal) = (Self.rules.endRemoval(row, id: "removal").row, .idle)
        }
    }

    private mutating func purgeOn() {
        switch purge {
        case .none: break
        case .emptying: (stored, purge) = (nil, .rowsAfter)
        case .rowsBefore, .rowsAfter:
            row = Self.rules.purge(row, model: Self.model, defaultModel: Self.model).row
            purge = purge == .rowsBefore ? .emptying : .none
        }
    }
}
