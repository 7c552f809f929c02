import Basics
import ReceiptModel
import Tables

/// The receipts that one session works on: who has the lease of a receipt's ledger item is the only one to write its records.
actor ReceiptLeases {
    private let collection: CollectionName
    private let table: any Table
    private let owner: String
    private let settings: ChromaSettings
    private let time: TimeSource
    /// When each lease runs out.
    private var expiries: [ReceiptKey: ReceiptTime] = [:]

    init(
        _ collection: CollectionName, _ table: any Table, owner: String, _ settings: ChromaSettings, time: TimeSource
    ) {
        self.collection = collection
        self.table = table
        self.owner = owner
        self.settings = settings
        self.time = time
    }

    /// Takes the leases of receipts, and waits a little for those that others have. Gives what the ledger says of those that
    /// were to be had.
    func take(_ receipts: some Sequence<ReceiptKey>) async throws -> [ReceiptKey: Ledger.Entry?] {
        let deadline = time.now() + Int(settings.leaseWait.seconds * 1000)
        var taken: [ReceiptKey: Ledger.Entry?] = [:]
        // All go about it in the same order.
        var missing = receipts.sorted { ($0.imageID, $0.receiptID) < ($1.imageID, $1.receiptID) }
        var tries = 0
        while true {
            var others: [ReceiptKey] = []
            for receipt in missing {
                if let item = try await take(receipt) { taken[receipt] = item.entry } else { others.append(receipt) }
            }
            missing = others
            guard !missing.isEmpty, time.now() < deadline else { return taken }
            tries += 1
            try await time.sleep(Self.backoff.pause(after: tries, random: .random(in: 0.2..<1)))
        }
    }

    /// Others mostly have a lease for the length of a few requests.
    private static let backoff = Backoff(base: .milliseconds(25), cap: .milliseconds(100))

    private func take(_ receipt: ReceiptKey) async throws -> LedgerItem? {
        let write = LedgerItem.acquisition(
            receipt, collection, owner: owner, minutes: settings.leaseMinutes, at: .now(time))
        // Who has it is read in any case: the answer to the write may have been lost, and the write sent again.
        try await table.perform(write)
        let item = try await item(receipt)
        guard item.owner == owner, let expires = item.expires else { return nil }
        expiries[receipt] = expires
        return item
    }

    private func item(_ receipt: ReceiptKey) async throws -> LedgerItem {
        try LedgerItem(try await table.get(EntityKey.ledger(receipt, collection).itemKey))
    }

    /// Returns where the lease holds for longer than a request takes, and holds it for longer where need be. Throws `conflict`
    /// where it is lost.
    func hold(_ receipt: ReceiptKey) async throws {
        guard let expiry = expiries[receipt] else { throw lost(receipt) }
        let now = ReceiptTime.now(time)
        let needed = Int(settings.requestLimit.seconds * 1_000_000) + Self.margin
        guard expiry.microseconds - now.microseconds < needed else { return }
        let write = LedgerItem.renewal(receipt, collection, owner: owner, minutes: settings.leaseMinutes, at: now)
        guard try await table.perform(write) else { throw lost(receipt) }
        expiries[receipt] = now.adding(minutes: settings.leaseMinutes)
    }

    /// For the clocks of two machines, in microseconds.
    private static let margin = 10_000_000

    /// Gives the lease back with what is known of the receipt now, nil for what was known before. Throws `conflict` where it was
    /// lost meanwhile.
    func complete(_ receipt: ReceiptKey, _ entry: Ledger.Entry?) async throws {
        guard expiries[receipt] != nil else { throw lost(receipt) }
        if try await !table.perform(LedgerItem.completion(receipt, collection, owner: owner, entry)) {
            let item = try await item(receipt)
            // It is given back already where the answer to that was lost, and the write sent again.
            guard item.owner == nil, entry == nil || item.entry == entry else { throw lost(receipt) }
        }
        expiries[receipt] = nil
    }

    /// Leaves a lease to run out.
    func leave(_ receipt: ReceiptKey) { expiries[receipt] = nil }

    /// Gives all back that is still held, whatever was done; what fails runs out by itself.
    func giveBack() async {
        for receipt in Array(expiries.keys) { await giveBack(receipt) }
    }

    /// Gives one back, if it is held, with what was known before; also where the task is cancelled.
    func giveBack(_ receipt: ReceiptKey) async {
        await Task { try? await complete(receipt, nil) }.value
        expiries[receipt] = nil
    }

    private func lost(_ receipt: ReceiptKey) -> FdnixError {
        expiries[receipt] = nil
        return FdnixError(.conflict, "another compactor took over the receipt \(receipt.ledgerName)")
    }
}
