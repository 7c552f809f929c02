extension GroupCompaction {
    /// What is to be done next.
    public enum Step: Sendable, Hashable {
        /// Read all runs of these receipts, consistently.
        case listRuns(Set<ReceiptKey>)
        /// Read pointer and manifest, and what the ledger says of these receipts.
        case readBase(Set<ReceiptKey>)
        /// Mark these runs as begun; one that is completed meanwhile is not an error.
        case startRuns([RunReference])
        /// Read the bundles of these runs and check them.
        case checkBundles([RunReference])
        /// Make the next version by the plan and upload it, all but the pointer.
        case build(GroupPlan)
        /// Lead readers to a version where the pointer still has the tag; nil where there must be none.
        case movePointer(version: String, tag: String?)
        /// Read the pointer, as it is not known whether it moved.
        case readPointer
        /// Read the facts once more that the version was made with, now that readers are led to it.
        case checkFacts
        /// Delete a version that nobody was led to.
        case discard(version: String)
        /// Write to the runs how they ended.
        case finishRuns([RunReference: RunTransition])
        /// Nothing more: acknowledge and return messages.
        case done(Endings)
    }

    /// What came of a step.
    public enum Outcome: Sendable, Hashable {
        /// It was done: of steps that tell nothing.
        case done
        /// The runs, by receipt.
        case runs([ReceiptKey: [CompactionRun]])
        /// The version that the pointer leads to, with the ledger.
        case base(CompactionBase)
        /// What was found of the bundles.
        case bundles([RunReference: BundleCheck])
        /// The version that was made, nil where nothing changed, the messages that found nothing to change, and what could not be
        /// done, with the reason.
        case built(version: String?, absent: Set<String>, failed: [GroupPlan.Part: String] = [:])
        /// The pointer is another than the one that was read.
        case conflict
        /// The answer to the pointer's move was lost.
        case unknown
        /// The version that the pointer leads to.
        case pointer(String?)
        /// The receipts whose facts are others now than the version has.
        case changed(Set<ReceiptKey>)
        /// The step failed, for this reason.
        case failed(String)
    }

    /// What becomes of the messages.
    public struct Endings: Sendable, Hashable {
        /// Those that are done with.
        public var acknowledged: Set<String> = []
        /// Those that have to come again, with the reason.
        public var returned: [String: String] = [:]

        /// No message has an ending yet.
        public init() {}
    }

    /// How often things are tried.
    public struct Limits: Sendable, Hashable {
        /// How often a lost race is run again.
        public var rebases: Int
        /// How often a lost answer is asked for again.
        public var unknowns: Int
        /// With which receive of its message a run that fails is given up.
        public var receives: Int

        /// Limits, those of the settings' defaults unless told otherwise.
        public init(rebases: Int = 5, unknowns: Int = 3, receives: Int = 5) {
            self.rebases = rebases
            self.unknowns = unknowns
            self.receives = receives
        }
    }
}
