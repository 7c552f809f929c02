public import ObjectStorage
public import Testing

/// What a store cannot do for reasons of its own, so that the cases leave it out.
public struct StoreTraits: Sendable {
    /// Whether exactly one of several writers at once wins a conditional put.
    public var isAtomic = true
    /// Whether a put can be made to depend on the tag of what is there.
    public var knowsIfMatches = true
    /// Whether a copy can be made to depend on what is there.
    public var copiesOnCondition = true
    /// Whether keys may have segments `.` and `..`, and empty ones.
    public var keepsOddSegments = true
    /// How many bytes a key may have.
    public var longestKey = ObjectKey.longest
    /// How many objects a listing of several full pages is tried with.
    public var manyObjects = 2_345
    /// How many bytes a large object has.
    public var largeObject = 48 << 20

    /// The traits of a store that can do everything.
    public init() {}
}

/// One rule that every store keeps, as a test: `@Test(arguments: ObjectStoreCase.all)`.
public struct ObjectStoreCase: Sendable, CustomTestStringConvertible {
    /// The rule in words, as the list of tests shows it.
    public let testDescription: String
    private let body: @Sendable (Subject) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (Subject) async throws -> Void) {
        testDescription = description
        self.body = body
    }

    /// Tries the rule on a store, which may hold other objects: all keys begin with a prefix of its own.
    public func run(on store: any ObjectStore, _ traits: StoreTraits = StoreTraits()) async throws {
        let subject = Subject(store: store, traits: traits, prefix: "case-\(UInt64.random(in: 0 ... .max))/")
        try await body(subject)
        try await subject.clear()
    }

    /// All rules.
    public static let all = contents + keys + listings + ranges + conditions + integrity + streams
}

/// A store that a case is tried on, with a prefix of its own.
struct Subject: Sendable {
    let store: any ObjectStore
    let traits: StoreTraits
    let prefix: String

    func key(_ name: String) -> String { prefix + name }

    /// Writes a text below the prefix.
    @discardableResult
    func put(_ name: String, _ text: String, _ options: PutOptions = PutOptions()) async throws -> ObjectInfo {
        try await store.put(key(name), .bytes(Array(text.utf8)), options)
    }

    /// The whole of an object below the prefix, as text.
    func text(_ name: String, _ options: GetOptions = GetOptions()) async throws -> String {
        String(decoding: try await store.get(key(name), options).collect(upTo: 1 << 20), as: UTF8.self)
    }

    /// The names of all objects below the prefix and `further`, without the prefix.
    func names(_ further: String = "", pageSize: Int = 1000) async throws -> [String] {
        var names: [String] = []
        for try await object in store.objects(prefix: key(further), pageSize: pageSize) {
            names.append(String(decoding: object.key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
        }
        return names
    }

    func clear() async throws {
        var keys: [String] = []
        for try await object in store.objects(prefix: prefix) { keys.append(object.key) }
        try await store.delete(keys)
    }
}
