import JSON
import ReceiptModel
import Tables
import Testing

@Suite struct MerchantTests {
    /// A receipt of Zephyr Hardware in Springfield, with changes.
    private func rows(
        phone: String? = "415-555-0132", address: String? = "12 Oak Street", town: String = "Springfield, IL 62701",
        title: String = "ZEPHYR'S HARDWARE"
    ) throws -> ReceiptRows {
        var words = [word("ZEPHYR'S", 1, 1, x: 0.2, y: 0.9)]
        if let phone {
            words.append(word("TEL", 3, 1, x: 0.2, y: 0.7, data: ExtractedData(type: "phone", value: phone)))
        }
        if let address {
            words.append(word("12", 2, 1, x: 0.2, y: 0.8, data: ExtractedData(type: "address", value: address)))
        }
        return ReceiptRows(
            receipt: try receipt(),
            lines: [
                line(title, 1, y: 0.9), line(town, 2, y: 0.8), line("TEL", 3, y: 0.7), line("TOTAL 9.50", 4, y: 0.2),
            ],
            words: words)
    }

    private func ladder(_ rows: ReceiptRows, places: Bool = true, collection: Bool = true) -> MerchantLadder {
        MerchantLadder(ReceiptFacts(rows), minimumConfidence: 70, hasPlaces: places, hasCollection: collection)
    }

    private func lookups(_ ladder: MerchantLadder) -> [MerchantLadder.Lookup] {
        var (ladder, lookups) = (ladder, [MerchantLadder.Lookup]())
        while let lookup = ladder.next() {
            lookups.append(lookup)
            ladder.receive([])
        }
        return lookups
    }

    @Test func `rungs in their order`() throws {
        #expect(
            try lookups(ladder(rows())) == [
                .phone("4155550132"), .address("12 OAK ST"), .text("ZEPHYR'S HARDWARE"),
                .neighbours(line: 3, minimum: 0.7),
                .neighbours(line: 2, minimum: 0.7), .neighbours(line: 1, minimum: 0.85),
                .text("ZEPHYR'S HARDWARE Springfield, IL"),
            ])
        #expect(try lookups(ladder(rows(), places: false)).allSatisfy { !$0.isPlaces })
        #expect(try lookups(ladder(rows(town: "Masai 81750"), collection: false)).last == .text("ZEPHYR'S HARDWARE"))
        #expect(try lookups(ladder(rows(), places: false, collection: false)).isEmpty)
    }

    @Test func `numbers free of charge are asked for where there is nothing better`() throws {
        let free = "800-555-0132"
        #expect(try lookups(ladder(rows(phone: free))).first == .address("12 OAK ST"))
        #expect(try lookups(ladder(rows(phone: free, address: nil))).first == .phone("8005550132"))
    }

    @Test func `the first that is sure enough ends it`() throws {
        var ladder = try ladder(rows())
        _ = ladder.next()
        ladder.receive([
            MerchantCandidate(name: "Zephyrs Hardware", placeID: "p", address: "12 Oak St, Springfield, IL 62701")
        ])
        let next = ladder.next()
        #expect(next == nil)
        #expect(ladder.merchant?.confidence == 100 && ladder.merchant?.tier == .phone)
        #expect(ladder.merchant?.tier.validatedBy == "PHONE_LOOKUP")
    }

    @Test func `another state and mere roads are out`() throws {
        var ladder = try ladder(rows())
        _ = ladder.next()
        ladder.receive([
            MerchantCandidate(name: "Zephyr's Hardware", address: "1 Main St, Dallas, TX 75201"),
            MerchantCandidate(name: "Zephyr Road", types: ["route"]), MerchantCandidate(name: ""),
        ])
        #expect(ladder.merchant == nil)
        let next = ladder.next()
        #expect(next == .address("12 OAK ST"))
        // Post codes of other countries name no state.
        var abroad = try self.ladder(rows(town: "81750 Masai, Johor"))
        _ = abroad.next()
        abroad.receive([MerchantCandidate(name: "X", address: "1 Main St, Dallas, TX 75201")])
        #expect(abroad.merchant?.confidence == 95)
    }

    @Test func `a text needs its name on the receipt`() throws {
        var ladder = try ladder(rows(phone: nil, address: nil), collection: false)
        let first = ladder.next()
        #expect(first == .text("ZEPHYR'S HARDWARE"))
        ladder.receive([MerchantCandidate(name: "Zephyr's Paints")])
        #expect(ladder.merchant?.confidence == 70, "60, and half of the name's words")
        ladder = try self.ladder(rows(phone: nil, address: nil), collection: false)
        _ = ladder.next()
        ladder.receive([MerchantCandidate(name: "Boreas Market")])
        let last = ladder.next()
        #expect(last == .text("Boreas Market Springfield, IL"))
    }

    @Test func `a neighbour in the same mall is another shop`() throws {
        var ladder = try ladder(rows(), places: false)
        _ = ladder.next()
        ladder.receive([MerchantCandidate(name: "Boreas Springfield", placeID: "p", similarity: 1)])
        #expect(ladder.merchant == nil)
        _ = ladder.next()
        ladder.receive([MerchantCandidate(name: "Zephyr's of Springfield", placeID: "p", similarity: 1)])
        #expect(ladder.merchant?.confidence == 100)
    }

    @Test func `a line at the top that is the same needs any word of the name`() throws {
        var named = MerchantCandidate(name: "Boreas Hardware", placeID: "p", similarity: 1)
        for isSame in [true, false] {
            var ladder = try ladder(rows(phone: nil, address: nil), places: false)
            #expect(ladder.next() == .neighbours(line: 1, minimum: 0.85))
            named.isSame = isSame
            ladder.receive([named])
            #expect(ladder.merchant?.confidence == (isSame ? 100 : nil), "an address in common makes no line the same")
        }
        named.isSame = true
        var ladder = try ladder(rows(), places: false)
        while case .neighbours(let line, _)? = ladder.next(), line != 1 { ladder.receive([named]) }
        #expect(ladder.merchant == nil, "of the lines below it the mall's are the same too")
        // A stamp of a till, on a receipt that says Springfield further down.
        ladder = try self.ladder(rows(phone: nil, address: nil, title: "3180404"), places: false)
        named.name = "Boreas Springfield"
        #expect(ladder.next() == .neighbours(line: 1, minimum: 0.85))
        ladder.receive([named])
        #expect(ladder.merchant == nil)
    }

    @Test func `initials are one word`() throws {
        #expect(MerchantName.isSame("Mr. D.I.Y.", "MR.DIY"))
        #expect(MerchantName.words("A.B.C Ltd., no. 5.6 of 12.7") == ["ABC", "LTD", "NO", "5", "6", "OF", "12", "7"])
        #expect(MerchantName.words("B & Q. R, S. T") == ["B", "Q", "R", "S", "T"])
    }

    @Test func `names are compared by the words that tell`() throws {
        let facts = ReceiptFacts(try rows())
        #expect(facts.matchRatio("Zephyr\u{2019}s Hardware Store") == 1)
        #expect(facts.matchRatio("Zephyrs Paints Inc.") == 0.5)
        #expect(facts.matchRatio("Boreas Cash & Carry") == 0)
        #expect(facts.matchRatio("The Market") == 0 && facts.matchRatio("") == 0)
        #expect(facts.town?.city == "Springfield" && facts.town?.state == "IL")
    }

    @Test func `receipts that are alike`() throws {
        let (own, facts) = (try receipt(), ReceiptFacts(try rows()))
        func near(_ number: Int, _ distance: Double, _ metadata: [String: JSONValue] = [:]) throws
            -> SimilarReceipts.Neighbour
        {
            SimilarReceipts.Neighbour(receipt: try receipt(number), distance: distance, metadata: metadata)
        }
        let phone: [String: JSONValue] = ["normalized_phone_10": "4155550132"]
        let best = SimilarReceipts.best(
            [
                try near(1, 0), try near(2, 0.6), try near(2, 0.4), try near(3, 0.9, phone), try near(4, 0.7),
                try near(5, 0.1, ["normalized_full_address": "12 OAK ST"]),
            ], of: own, facts, minimum: 0.7)
        #expect(try best.map(\.receipt) == [receipt(5), receipt(2), receipt(3)])
        #expect(best.map { ($0.similarity * 100).rounded() } == [100, 80, 75])
        #expect(best.allSatisfy { !$0.isSame }, "an address in common makes no record the same")
        let same = SimilarReceipts.best(
            [try near(3, 0.4), try near(2, 1e-6), try near(3, 0), try near(3, 0.2)], of: own, facts, minimum: 0.7)
        #expect(same.count == 2 && same.allSatisfy(\.isSame))

        var ladder = try ladder(rows(), places: false)
        _ = ladder.next()
        ladder.receive([
            MerchantCandidate(name: "Boreas", similarity: 1), MerchantCandidate(name: "Zephyr's", similarity: 0.75),
        ])
        #expect(ladder.merchant?.confidence == 75 && ladder.merchant?.candidate.name == "Zephyr's")
    }

    @Test func `the item says what matched`() throws {
        let facts = ReceiptFacts(try rows())
        var shop = MerchantCandidate(
            name: "Zephyr's Hardware", placeID: "p1", address: "12 Oak Street, Springfield, IL",
            phone: "+1 415-555-0132")
        func item(_ shop: MerchantCandidate) throws -> MerchantItem? {
            MerchantItem(
                try receipt(), ResolvedMerchant(candidate: shop, tier: .phone, confidence: 100), facts, minMatch: 2,
                minUnsure: 1)
        }
        let schema = TableSchema("PK", "SK")
        let written = try #require(try item(shop)?.write(at: time()).result(on: nil, in: schema))
        #expect(written["matched_fields"] == .stringSet(["address", "name", "phone"]))
        #expect(written["validation_status"] == "MATCHED" && written["GSI1PK"] == "MERCHANT#ZEPHYR'S_HARDWARE")
        #expect(written["canonical_address"] == .null && written["GSI3SK"] == "STATUS#MATCHED")
        #expect(MerchantItem.candidate(written, of: .init(try receipt(2), similarity: 0.5))?.placeID == "p1")
        shop.phone = nil
        shop.address = nil
        let weaker = try #require(try item(shop))
        #expect(weaker.status == .unsure)
        #expect(throws: (any Error).self) { try weaker.write(at: time()).result(on: written, in: schema) }
        #expect(
            try weaker.write(at: time()).result(on: written.merging(["validation_status": "UNSURE"]) { $1 }, in: schema)
                != nil)
        shop.placeID = nil
        #expect(try item(shop) == nil)
    }

    @Test func `answers of Google Places are kept under their questions`() throws {
        #expect(
            try PlacesCache.key(.phone("+1 (415) 555-0132"))
                == ItemKey(
                    "PLACES#PHONE", .string("VALUE#" + String(repeating: "_", count: 15) + "+1(415)555-0132")))
        #expect(try PlacesCache.key(.address("Oak Street 12")) == nil)
        #expect(try PlacesCache.key(.address("12 OAK ST"))?.sort?.string?.count == 406)
        #expect(try PlacesCache.key(.url("Shop.Example/a b"))?.sort?.string?.hasSuffix("_shop.example/a_b") == true)
    }
}
