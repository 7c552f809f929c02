import Basics
public import Embedding
import ReceiptEvents
public import ReceiptModel
import Segments
import Tables

/// Measures how well shops are found, on receipts of which it is known where they are from.
///
/// Each receipt is asked for in its turn, with all the others in the collection and their shops in the table. Google Places is
/// stood in for by `KnownShops`, or left out.
public struct MerchantEvaluation: Sendable {
    /// A receipt that was asked for, with what was answered.
    public struct Answer: Sendable, Hashable {
        /// The shop that the receipt is from.
        public var known: KnownMerchant
        /// What was found; nil where nothing was sure enough.
        public var found: ResolvedMerchant?

        /// Whether it is the same shop, by the words of its name.
        public var isRight: Bool { found.map { MerchantName.isSame($0.candidate.name, known.name) } ?? false }
    }

    private struct Case: Sendable {
        var known: KnownMerchant
        var facts: ReceiptFacts
        var vectors: [Int: [Float]]
    }

    private let cases: [Case]
    private let lines: NearestRecords
    private let table: any Table
    private let settings: MerchantSettings
    private let folder: WorkingFolder

    /// Embeds the lines of the receipts, each with where it is from; `temporaryDirectory` has room for their vectors. Throws
    /// what the model throws.
    public init(
        _ receipts: [(rows: ReceiptRows, known: KnownMerchant)], embedder: any Embedder,
        settings: MerchantSettings = MerchantSettings(), temporaryDirectory: String
    ) async throws {
        let space = VectorSpace(
            model: embedder.modelID, dimension: embedder.dimension, textFormat: TextFormat.tagged)
        let table = MemoryTable(TableSchema("PK", "SK"))
        // One bundle after the other in one folder: their manifests replace each other, their records do not.
        folder = try WorkingFolder(in: temporaryDirectory, prefix: "receipts-evaluation-")
        var (cases, segments): ([Case], [Segment]) = ([], [])
        for (rows, known) in receipts {
            let facts = ReceiptFacts(rows)
            let records = ReceiptRecords(rows).lines(merchant: known.name)
            let vectors = try await embedder.vectors(of: records)
            _ = try DeltaBundle.write(
                zip(records, vectors).map { ($0.record, $1) }, run: "evaluation", rows.receipt, .lines, space,
                created: ReceiptTime(microseconds: 0), in: folder.path)
            if let segment = try DeltaBundle(directory: folder.path).records { segments.append(segment) }
            cases.append(Case(known: known, facts: facts, vectors: try EmbeddedReceipt.byLine(records, vectors)))
            let shop = MerchantCandidate(
                name: known.name, placeID: KnownShops.placeID(known.name), address: facts.address,
                phone: facts.phones.first)
            try await MerchantResolver(table, places: nil, settings: settings).put(
                ResolvedMerchant(candidate: shop, tier: .phone, confidence: 100), of: rows.receipt, facts)
        }
        (self.cases, self.table, self.settings) = (cases, table, settings)
        lines = try NearestRecords(segments)
    }

    /// Asks for all receipts, with the stand-in for Google Places or without.
    public func answers(withPlaces: Bool) async -> [Answer] {
        let shops = withPlaces ? KnownShops(cases.map { ($0.facts, $0.known.name) }) : nil
        let resolver = MerchantResolver(table, places: shops, settings: settings)
        var answers: [Answer] = []
        for one in cases {
            let similar = SimilarLines(vectors: one.vectors) { vector, limit in try lines.search(vector, limit: limit) }
            let found = await resolver.resolve(one.facts, of: one.known.receipt, similar: similar, events: .none)
            answers.append(Answer(known: one.known, found: found))
        }
        return answers
    }

    /// How good answers are.
    public static func score(_ answers: [Answer]) -> MerchantScore {
        var score = MerchantScore()
        for answer in answers { score.add(answer.found?.tier, isRight: answer.isRight) }
        return score
    }
}
