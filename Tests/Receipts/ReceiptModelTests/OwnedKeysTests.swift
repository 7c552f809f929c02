import JSON
import ReceiptModel
import Tables
import Testing

@Suite struct OwnedKeysTests {
    private typealias Metadata = [String: JSONValue]
    private let fresh: Metadata = [
        "text": "9.50", "label_status": "unvalidated", "validated_labels": "", "invalid_labels": "",
        "merchant_name": "Acme",
    ]

    private func label(_ name: String, _ status: WordLabel.Status, _ seconds: Int = 0) -> WordLabel {
        WordLabel(name, status, added: time(seconds).text, proposedBy: "by \(name)", confidence: 0.5)
    }

    private func derive(_ labels: [WordLabel], _ metadata: Metadata, removal: Bool = false, at seconds: Int = 0)
        -> Metadata
    {
        OwnedLabels.derive(labels, isRemoval: removal, for: metadata, at: time(seconds))
    }

    @Test func `no labels, no change`() {
        #expect(derive([], fresh) == fresh)
        let other = derive([WordLabel("A", .needsReview)], fresh)
        #expect(other == fresh)
    }

    @Test func `labels are listed by what became of them`() {
        let seen = derive(
            [label("B", .valid, 1), label("A", .valid, 2), label("C", .invalid), label("D", .pending)], fresh)
        #expect(seen["label_status"] == "validated")
        #expect(seen["validated_labels"] == ",A,B," && seen["invalid_labels"] == ",C,")
        #expect(seen["label_validated_at"]?.string == time(2).text)
        #expect(seen["label_proposed_by"] == "by D" && seen["label_confidence"] == 0.5)
        #expect(seen["last_label_update"]?.string == time().text)
        let pending = derive([label("A", .pending, 1), label("B", .pending, 2)], seen)
        #expect(pending["label_status"] == "auto_suggested" && pending["label_proposed_by"] == "by B")
        #expect(pending["validated_labels"] == "" && pending["label_validated_at"] == nil)
    }

    @Test func `whatever was before, only the labels count`() {
        var states = [fresh]
        let steps: [[WordLabel]] = [
            [label("A", .pending)], [label("A", .valid)], [label("A", .invalid)],
            [label("A", .valid), label("B", .valid)],
            [label("B", .valid)], [],
        ]
        for labels in steps { states += states.prefix(4).map { derive(labels, $0) } }
        for labels in steps {
            let results = states.map { state in
                derive(labels, state).filter { !["last_label_update", "labels_removed_at"].contains($0.key) }
            }
            #expect(results.allSatisfy { $0 == results[0] })
            for state in states {
                let once = derive(labels, state, at: 1)
                #expect(derive(labels, once, at: 2) == once, "a second time changes nothing")
            }
        }
    }

    @Test func `the last label's end is kept until another comes`() {
        let labelled = derive([label("A", .valid)], fresh)
        let removed = derive([], labelled, at: 7)
        #expect(removed["labels_removed_at"]?.string == time(7).text)
        #expect(derive([], removed, removal: true, at: 8) == removed)
        #expect(derive([label("A", .none)], removed)["labels_removed_at"] == nil)
        #expect(derive([], fresh, removal: true)["labels_removed_at"] != nil)
    }

    @Test func `labels are read from their items`() throws {
        let key = EntityKey.label(try receipt(), line: 1, word: 2, label: "TOTAL")
        let item: Item = [
            "PK": .string(key.receipt.partition), "SK": .string(key.sort), "validation_status": "VALID",
            "timestamp_added": "2025-08-26T02:00:00", "label_confidence": .number("0.75"), "label_proposed_by": "ocr",
        ]
        let expected = WordLabel("TOTAL", .valid, added: "2025-08-26T02:00:00", proposedBy: "ocr", confidence: 0.75)
        #expect(WordLabel(item) == expected)
        #expect(
            WordLabel(item.merging(["label_confidence": "high", "validation_status": "?"]) { $1 })?.confidence == nil)
        #expect(WordLabel(["PK": "x", "SK": "y"]) == nil)
        #expect(derive([expected], fresh)["label_validated_at"] == "2025-08-26T02:00:00.000000+00:00")
    }

    @Test func `the merchant's facts are those of its item`() {
        let item = OwnedMerchant.Source(
            ["merchant_name": "Beta", "address": .null, "place_id": "p", "phone_number": "", "reasoning": "x"],
            isRemoval: false)
        let changed = OwnedMerchant.derive(item, for: fresh.merging(["address": "old"]) { $1 }, at: time(3))
        #expect(changed["merchant_name"] == "Beta" && changed["place_id"] == "p")
        #expect(changed["address"] == nil && changed["phone_number"] == nil && changed["reasoning"] == nil)
        #expect(changed["last_metadata_update"]?.string == time(3).text)
        #expect(OwnedMerchant.derive(item, for: changed, at: time(4)) == changed)
        #expect(OwnedMerchant.derive(.init(nil, isRemoval: false), for: changed, at: time(4)) == changed)

        let removed = OwnedMerchant.derive(.init(nil, isRemoval: true), for: changed, at: time(5))
        #expect(removed["merchant_name"] == "")
        #expect(OwnedMerchant.keys.dropFirst().allSatisfy { removed[$0] == nil })
        #expect(removed["metadata_removed_at"]?.string == time(5).text)
        #expect(OwnedMerchant.derive(.removed, for: removed, at: time(6)) == removed)
        #expect(OwnedMerchant.derive(item, for: removed, at: time(7))["metadata_removed_at"] == nil)
    }
}
