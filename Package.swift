// swift-tools-version: 6.2
import PackageDescription

/// Settings every Swift target shares.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library of ours in its room: `Sources/ROOM/NAME`.
func module(
    _ name: String, in room: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(room)/\(name)", exclude: exclude,
        swiftSettings: strict)
}

/// A library that the system has, found by pkg-config.
func library(_ name: String, pkgConfig: String, apt package: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// A program: `Sources/Programs/NAME`.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Sources/Programs/\(name)", swiftSettings: strict)
}

/// The tests of a module, in the room of the same name: `Tests/ROOM/NAMETests`.
func tests(
    of name: String, in room: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        path: "Tests/\(room)/\(name)Tests", exclude: exclude, resources: resources, swiftSettings: strict)
}

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")

// Rooms from the top down. A target depends on targets of its own room and of those below it, never upwards;
// `Scripts/lint` holds this table to it (ARCHITECTURE.md, "The rooms").

let programs: [Target] = [
    program(
        "fdnix",
        [
            "Platform", "Basics", "JSON", "Settings", "CommandRunner", "Interruption", "Observability", "HTTPTransport",
            "Indexer",
            "PackageSearch", "Publishing", "RemoteModels", "ObjectStorage", "LocalCloud", "AWS", "AWSServices",
            "RemoteEmbedding", "Embedding", "SearchEngine", "SearchAPI", "HTTPServing", "MCP", "TransformerEmbedding",
            log,
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
    program(
        "fdnix-lambda",
        [
            "Basics", "Settings", "PackageSearch", "RemoteModels", "SearchAPI", "LambdaRuntime", "LambdaGateway",
            "CCompat",
            log,
        ]),
    program(
        "embed-documents",
        [
            "Platform", "Basics", "JSON", "Settings", "CommandRunner", "Interruption", "Observability", "HTTPServing",
            "MCP", "Postgres", "CCompat",
            "Embedding", "TransformerEmbedding", "ObjectStorage", "Tables", "LocalCloud", "AWS", "AWSServices",
            "LambdaGateway", "LambdaRuntime", "DocumentReaders", "DocumentStore", "DocumentModels",
            "DocumentRecognition", "Documents", "TextSplitting", "CorpusAPI", log, coreMetrics,
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
    program(
        "receipts",
        [
            "Platform", "Basics", "JSON", "Settings", "CommandRunner", "Interruption", "Observability", "HTTPTransport",
            "Embedding", "ObjectStorage", "Queues", "Tables", "LocalCloud", "AWS", "AWSServices", "RemoteEmbedding",
            "LambdaRuntime", "LambdaEvents", "ReceiptModel", "ReceiptEvents", "Segments", "ReceiptCollections",
            "SegmentCollections", "ChromaCollections", "Places", "Receipts", "CCompat", log, coreMetrics,
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
]

let packages: [Target] = [
    module(
        "SearchAPI", in: "Packages",
        [
            "Basics", "JSON", "Settings", "Observability", "ServiceAPI", "Embedding", "SearchEngine", "PackageSearch",
            "CWeb",
            log,
            coreMetrics, httpTypes,
        ]),
    module(
        "Indexer", in: "Packages",
        [
            "Platform", "Basics", "JSON", "Digests", "Settings", "Embedding", "StaticEmbedding",
            "TransformerEmbedding", "SearchEngine", "DuckDB", "PackageSearch", "Nixpkgs", "Catalog", "RemoteEmbedding",
            "Compression", "ObjectStorage", "Publishing", "CSample", "SQLite", log,
        ]),
    module("RemoteModels", in: "Packages", ["AWS", "RemoteEmbedding", "PackageSearch"]),
    module(
        "Publishing", in: "Packages",
        [
            "Platform", "Basics", "JSON", "Digests", "Compression", "HTTPTransport", "ObjectStorage", "Tables",
            "AWSServices", "Embedding", "DuckDB", "Catalog", "Nixpkgs", "SearchEngine", "PackageSearch", log, httpTypes,
        ]),
    module(
        "PackageSearch", in: "Packages",
        [
            "Platform", "Basics", "JSON", "Settings", "Embedding", "StaticEmbedding", "SearchEngine", "CKnowledge",
        ]),
    module(
        "Catalog", in: "Packages",
        ["Platform", "Basics", "JSON", "Digests", "DuckDB", "Vectors", "Nixpkgs", log]),
    module(
        "Nixpkgs", in: "Packages",
        [
            "Platform", "Basics", "JSON", "Compression", "HTTPTransport", log,
            .product(name: "Subprocess", package: "swift-subprocess"),
        ]),
    module("CKnowledge", in: "Packages", exclude: ["data"]),
    module("CSample", in: "Packages", exclude: ["packages.json"]),
    module("CWeb", in: "Packages", exclude: ["assets"]),
]

let documents: [Target] = [
    module(
        "Documents", in: "Documents",
        [
            "Basics", "Digests", "JSON", "Platform", "Settings", "ObjectStorage", "Tables", "DocumentReaders",
            "DocumentStore", "TextSplitting", "LambdaEvents", "Embedding", "Postgres", "Text", "Vectors", log,
            coreMetrics,
        ]),
    module(
        "CorpusAPI", in: "Documents",
        [
            "Basics", "JSON", "Observability", "ServiceAPI", "DocumentStore", "Documents", log, coreMetrics, httpTypes,
        ]),
    module(
        "DocumentModels", in: "Documents",
        [
            "Basics", "HTTPTransport", "AWS", "RemoteEmbedding", "Embedding", "Settings", "StaticEmbedding",
            "Documents",
        ]),
    module(
        "DocumentRecognition", in: "Documents",
        [
            "Basics", "Digests", "JSON", "ObjectStorage", "AWS", "AWSServices", "TextSplitting",
            "Documents", "CWhisper", .product(name: "Subprocess", package: "swift-subprocess"),
        ]),
    module(
        "DocumentReaders", in: "Documents",
        [
            "Platform", "Basics", "JSON", "CGumbo", "CXML", "CZip", "CZlib", "CPDFium", "CTesseract", "CSandbox",
        ]),
    module(
        "DocumentStore", in: "Documents",
        ["Basics", "JSON", "Postgres", "SQLite", "Vectors", "CKernels"]),
    module("TextSplitting", in: "Documents", ["Platform", "Basics", "Digests"]),
]

let receipts: [Target] = [
    module(
        "Receipts", in: "Receipts",
        [
            "Basics", "JSON", "Settings", "ObjectStorage", "Queues", "Tables", "LambdaEvents", "Embedding",
            "ReceiptModel", "ReceiptEvents", "Segments", "ReceiptCollections", log,
        ]),
    module(
        "Places", in: "Receipts",
        [
            "Basics", "JSON", "HTTPTransport", "Settings", "Tables", "ReceiptModel", "ReceiptEvents", "Receipts",
            httpTypes,
        ]),
    module(
        "ChromaCollections", in: "Receipts",
        [
            "Basics", "JSON", "HTTPTransport", "Tables", "ReceiptModel", "ReceiptEvents", "Segments",
            "ReceiptCollections", httpTypes, "Vectors",
        ]),
    module(
        "SegmentCollections", in: "Receipts",
        [
            "Platform", "Basics", "Digests", "JSON", "ObjectStorage", "ReceiptModel", "ReceiptEvents", "Segments",
            "ReceiptCollections",
        ]),
    module(
        "ReceiptCollections", in: "Receipts",
        ["Basics", "JSON", "ObjectStorage", "Tables", "ReceiptModel", "ReceiptEvents", "Segments"]),
    module("ReceiptEvents", in: "Receipts", ["ReceiptModel", log, coreMetrics]),
    module(
        "Segments", in: "Receipts",
        ["Platform", "Basics", "Compression", "Digests", "JSON", "SQLite", "CKernels", "Vectors", "ReceiptModel"]),
    module("ReceiptModel", in: "Receipts", ["Basics", "Digests", "JSON", "Tables"]),
]

let cloud: [Target] = [
    module(
        "LambdaRuntime", in: "Cloud",
        ["Platform", "Basics", "JSON", "Observability", log, nioCore, nioPosix, nioHTTP1]),
    module(
        "LambdaGateway", in: "Cloud", ["Basics", "LambdaEvents", "LambdaRuntime", "ServiceAPI", log]),
    module("LambdaEvents", in: "Cloud", ["Basics", "JSON", "Tables", httpTypes]),
    module(
        "AWSServices", in: "Cloud",
        [
            "AWS", "Basics", "Digests", "HTTPTransport", "JSON", "ObjectStorage", "Queues", "Tables",
            log,
            httpTypes,
        ]),
    module(
        "RemoteEmbedding", in: "Cloud",
        [
            "Basics", "JSON", "HTTPTransport", "Embedding", "Vectors", "ObjectStorage", "AWS", "AWSServices", log,
            httpTypes,
        ]),
    module(
        "AWS", in: "Cloud",
        [
            "Platform", "Basics", "Settings", "JSON", "Digests", "HTTPTransport", log, httpTypes,
        ]),
    module(
        "LocalCloud", in: "Cloud",
        ["Platform", "Basics", "Digests", "JSON", "ObjectStorage", "Queues", "SQLite", "Tables"]),
    module("ObjectStorage", in: "Cloud", ["Basics", "Digests"]),
    module("Queues", in: "Cloud", ["Basics"]),
    module("Tables", in: "Cloud", ["Basics", "JSON"]),
]

let engine: [Target] = [
    module(
        "SearchEngine", in: "Engine", ["Platform", "Basics", "Embedding", "Vectors", "Text", "CKernels"]),
    module(
        "StaticEmbedding", in: "Engine", ["Basics", "JSON", "Embedding", "Text", "CModel"], exclude: []),
    module("TransformerEmbedding", in: "Engine", ["Basics", "Embedding", "Text", "COnnxRuntime"]),
    module("Embedding", in: "Engine", ["Basics"]),
    module("Vectors", in: "Engine", ["CKernels"]),
    module("DuckDB", in: "Engine", ["Platform", "Basics", "CDuckDB"]),
    module("Text", in: "Engine", ["Basics"]),
    module("CKernels", in: "Engine"),
    module("CModel", in: "Engine", exclude: ["README.md", "model"]),
]

let core: [Target] = [
    module(
        "HTTPServing", in: "Core",
        [
            "Platform", "Basics", "Compression", "HTTPTransport", "ServiceAPI", "Settings", log, httpTypes, nioCore,
            unixSignals,
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ]),
    module(
        "ServiceAPI", in: "Core", ["Basics", "JSON", "Observability", "HTTPTransport", coreMetrics, httpTypes]),
    module("MCP", in: "Core", ["Basics", "JSON", "Settings"]),
    module("HTTPTransport", in: "Core", ["Platform", "Basics", "Digests", "CCurl", log, httpTypes]),
    module("Observability", in: "Core", ["Basics", "JSON", log, coreMetrics]),
    module("Compression", in: "Core", ["Basics", "CBrotli", "CLZMA", "CZlib", "CZstd"]),
    module("Postgres", in: "Core", ["Platform", "Basics", "JSON", "Settings", "CPostgres"]),
    module("SQLite", in: "Core", ["Basics", "CSQLite"]),
    module("Settings", in: "Core", ["Basics"]),
    module(
        "CommandRunner", in: "Core",
        ["Basics", "Interruption", "JSON", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    module("Interruption", in: "Core", ["Platform", unixSignals]),
    module("Digests", in: "Core", ["Basics", "CCrypto"]),
    module("JSON", in: "Core", ["Platform", "Basics"]),
    module("Basics", in: "Core", ["Platform"]),
    module("Platform", in: "Core"),
]

let system: [Target] = [
    module("CCompat", in: "System"),
    module("CCrypto", in: "System", ["CLoading"]),
    module("CCurl", in: "System", ["CLoading"]),
    module("CDuckDB", in: "System", ["CLoading"]),
    module("CGumbo", in: "System", ["CLoading"]),
    module("CLoading", in: "System"),
    module("COnnxRuntime", in: "System", ["CLoading"]),
    module("CPDFium", in: "System", ["CLoading"]),
    module("CPostgres", in: "System", ["CLoading"]),
    module("CSQLite", in: "System", ["CLoading"]),
    module("CSandbox", in: "System"),
    module("CTesseract", in: "System", ["CLoading"]),
    module("CWhisper", in: "System", ["CLoading"]),
    module("CXML", in: "System", ["CLoading"]),
    module("CZip", in: "System", ["CLoading"]),
    library("CBrotli", pkgConfig: "libbrotlidec", apt: "libbrotli-dev"),
    library("CLZMA", pkgConfig: "liblzma", apt: "liblzma-dev"),
    library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    library("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
]

let testing: [Target] = [
    .target(
        name: "TestSupport", dependencies: ["Platform", "Basics"], path: "Tests/TestSupport", swiftSettings: strict),
    .target(
        name: "ObjectStorageConformance",
        dependencies: ["Basics", "Digests", "ObjectStorage", "TestSupport"],
        path: "Tests/Cloud/ObjectStorageConformance", swiftSettings: strict),
    .target(
        name: "SamplePackages",
        dependencies: [
            "Basics", "StaticEmbedding", "PackageSearch", "SearchEngine", "TestSupport",
        ],
        path: "Tests/Packages/SamplePackages", swiftSettings: strict),
    .executableTarget(
        name: "LocalWriter", dependencies: ["Basics", "LocalCloud", "Queues", "Tables"],
        path: "Tests/Cloud/LocalWriter",
        swiftSettings: strict),
    .target(
        name: "AWSStandIn", dependencies: ["AWS", "Basics", "HTTPTransport", "JSON", "TestSupport"],
        path: "Tests/Cloud/AWSStandIn", swiftSettings: strict),
    .target(
        name: "QueueConformance", dependencies: ["Basics", "Queues"],
        path: "Tests/Cloud/QueueConformance", swiftSettings: strict),
    .target(
        name: "DocumentStoreConformance", dependencies: ["Basics", "JSON", "DocumentStore", "TestSupport"],
        path: "Tests/Documents/DocumentStoreConformance", swiftSettings: strict),
    .target(
        name: "CollectionConformance",
        dependencies: [
            "Basics", "JSON", "ObjectStorage", "ReceiptCollections", "ReceiptEvents", "ReceiptModel", "SQLite",
            "Segments", "Tables", "TestSupport",
        ],
        path: "Tests/Receipts/CollectionConformance", swiftSettings: strict),
    .target(
        name: "CountedEvents", dependencies: ["ReceiptEvents", log, coreMetrics],
        path: "Tests/Receipts/CountedEvents", swiftSettings: strict),
    .target(
        name: "TableConformance", dependencies: ["Basics", "Tables", "TestSupport"],
        path: "Tests/Cloud/TableConformance", swiftSettings: strict),

    tests(of: "Basics", in: "Core", ["Platform"]),
    tests(of: "ServiceAPI", in: "Core", ["JSON", httpTypes]),
    tests(of: "HTTPServing", in: "Core", ["ServiceAPI", "Basics", "Compression", "HTTPTransport", httpTypes]),
    tests(of: "MCP", in: "Core", ["Basics", "JSON"]),
    tests(of: "JSON", in: "Core", ["Platform", "Basics"]),
    tests(of: "Digests", in: "Core", ["Basics"]),
    tests(of: "Postgres", in: "Core", ["Basics", "JSON"]),
    tests(of: "SQLite", in: "Core", ["Basics"]),
    tests(of: "Settings", in: "Core", ["Basics"]),
    tests(of: "Compression", in: "Core", ["Basics"]),
    tests(of: "Observability", in: "Core", ["Basics", "JSON", log, coreMetrics]),
    tests(of: "HTTPTransport", in: "Core", ["Platform", "Basics", log, httpTypes]),

    tests(of: "Embedding", in: "Engine", ["Basics"]),
    tests(of: "Text", in: "Engine", ["Platform", "Basics"]),
    tests(of: "Vectors", in: "Engine", ["CKernels"]),
    tests(of: "StaticEmbedding", in: "Engine", ["Basics", "JSON", "Embedding", "Text", "Vectors", "CModel"]),
    tests(of: "TransformerEmbedding", in: "Engine", ["Basics", "JSON", "Embedding", "Text"], exclude: ["Fixtures"]),
    tests(of: "DuckDB", in: "Engine", ["Platform", "CDuckDB", "Basics"]),
    tests(
        of: "SearchEngine", in: "Engine",
        ["CKernels", "Text", "Basics"], exclude: ["Golden"]),

    tests(
        of: "LambdaRuntime", in: "Cloud",
        ["Basics", "JSON", "Observability", log, nioCore, nioPosix, nioHTTP1]),
    tests(of: "ObjectStorage", in: "Cloud", ["Platform", "Basics", "Digests", "ObjectStorageConformance"]),
    tests(
        of: "LocalCloud", in: "Cloud",
        [
            "Platform", "Basics", "ObjectStorage", "ObjectStorageConformance", "QueueConformance", "Queues",
            "SQLite", "TableConformance", "Tables", "LocalWriter",
        ]),
    tests(of: "LambdaGateway", in: "Cloud", ["Basics", "JSON", "LambdaRuntime", "ServiceAPI", httpTypes]),
    tests(of: "LambdaEvents", in: "Cloud", ["Basics", "JSON", "Tables", httpTypes], resources: [.copy("Fixtures")]),
    tests(
        of: "RemoteEmbedding", in: "Cloud",
        [
            "Basics", "JSON", "HTTPTransport", "Embedding", "ObjectStorage", "ObjectStorageConformance", "AWS",
            "AWSServices", log, httpTypes,
        ]),
    tests(
        of: "AWS", in: "Cloud", ["Basics", "JSON", "HTTPTransport", log, httpTypes], resources: [.copy("Fixtures")]),
    tests(
        of: "AWSServices", in: "Cloud",
        [
            "AWS", "AWSStandIn", "Basics", "Digests", "HTTPTransport", "JSON", "ObjectStorage",
            "ObjectStorageConformance", "QueueConformance", "Queues", "TableConformance", "Tables", httpTypes,
        ], resources: [.copy("Fixtures")]),
    tests(of: "Queues", in: "Cloud", ["Basics", "QueueConformance"]),
    tests(of: "Tables", in: "Cloud", ["Basics", "JSON", "TableConformance"]),

    tests(
        of: "Nixpkgs", in: "Packages", ["Platform", "JSON", "Basics", "Compression", "HTTPTransport"],
        resources: [.copy("Fixtures")]),
    tests(of: "Catalog", in: "Packages", ["Platform", "Nixpkgs", "DuckDB", "JSON", "Basics"]),
    tests(
        of: "PackageSearch", in: "Packages",
        ["SearchEngine", "Embedding", "StaticEmbedding", "JSON", "Basics", "SamplePackages"]),
    tests(
        of: "SearchAPI", in: "Packages",
        [
            "PackageSearch", "SearchEngine", "Embedding", "StaticEmbedding", "Observability", "JSON", "Basics",
            "ServiceAPI", "SamplePackages", httpTypes,
        ], exclude: ["Fixtures"]),
    tests(
        of: "Publishing", in: "Packages",
        [
            "Platform", "Basics", "JSON", "Digests", "Compression", "HTTPTransport", "ObjectStorage",
            "ObjectStorageConformance", "LocalCloud", "TableConformance", "Tables", "DuckDB", "Catalog", "Nixpkgs", log,
        ]),
    tests(
        of: "Indexer", in: "Packages",
        [
            "Platform", "Catalog", "Nixpkgs", "PackageSearch", "SearchEngine", "Embedding", "DuckDB", "JSON", "Basics",
            "Digests", "SQLite", "RemoteEmbedding", "ObjectStorage", "ObjectStorageConformance", "Publishing",
            "TransformerEmbedding", log,
        ]),

    .target(name: "CReadingChild", path: "Tests/Documents/CReadingChild"),
    .target(
        name: "DocumentReadersSamples", dependencies: ["CZlib"], path: "Tests/Documents/DocumentReadersSamples",
        swiftSettings: strict),
    tests(
        of: "DocumentReaders", in: "Documents",
        ["CReadingChild", "CSandbox", "DocumentReadersSamples", "Platform", "Basics", "JSON"]),
    tests(
        of: "Documents", in: "Documents",
        [
            "Basics", "Digests", "JSON", "Settings", "DocumentReaders", "DocumentStore", "LocalCloud", "ObjectStorage",
            "ObjectStorageConformance", "Postgres", "SQLite", "TableConformance", "Tables", "TextSplitting",
            "DocumentReadersSamples", "Embedding", "Observability", "Platform", log,
        ]),
    tests(
        of: "DocumentModels", in: "Documents",
        ["Basics", "JSON", "HTTPTransport", "AWS", "RemoteEmbedding", "Embedding", "Documents", "Settings"]),
    tests(
        of: "DocumentStore", in: "Documents", ["Basics", "JSON", "Postgres", "DocumentStoreConformance"]),
    tests(
        of: "DocumentRecognition", in: "Documents",
        [
            "Platform", "Basics", "JSON", "HTTPTransport", "ObjectStorage", "Tables", "AWS", "AWSServices",
            "AWSStandIn", "Documents", "Settings", log, httpTypes,
        ]),
    tests(
        of: "CorpusAPI", in: "Documents",
        ["Basics", "JSON", "Embedding", "DocumentStore", "Documents", "ServiceAPI", httpTypes]),
    tests(of: "TextSplitting", in: "Documents", ["Basics", "JSON"], exclude: ["Fixtures"]),

    tests(of: "ReceiptModel", in: "Receipts", ["Basics", "JSON", "Tables"]),
    tests(
        of: "Receipts", in: "Receipts",
        [
            "Basics", "JSON", "Settings", "HTTPTransport", "ObjectStorage", "Queues", "Tables", "LambdaEvents",
            "Embedding", "RemoteEmbedding", "ReceiptModel", "ReceiptEvents", "Segments", "ReceiptCollections",
            "LocalCloud", "QueueConformance", "SQLite", "TableConformance", "CountedEvents", log,
        ]),
    tests(
        of: "Places", in: "Receipts",
        ["Basics", "JSON", "HTTPTransport", "Settings", "Tables", "ReceiptModel", "ReceiptEvents", log]),
    tests(
        of: "Segments", in: "Receipts",
        ["Platform", "Basics", "Compression", "Digests", "JSON", "SQLite", "ReceiptModel"]),
    tests(
        of: "ChromaCollections", in: "Receipts",
        [
            "Basics", "CollectionConformance", "CountedEvents", "HTTPTransport", "JSON", "ObjectStorage",
            "ReceiptCollections", "ReceiptEvents", "ReceiptModel", "Segments", "Tables",
        ]),

    tests(
        of: "ReceiptCollections", in: "Receipts",
        [
            "Basics", "CollectionConformance", "CountedEvents", "JSON", "LocalCloud", "ObjectStorage", "ReceiptEvents",
            "ReceiptModel", "Segments", "TableConformance", "Tables",
        ]),
    tests(
        of: "SegmentCollections", in: "Receipts",
        [
            "Basics", "CollectionConformance", "CountedEvents", "JSON", "LocalCloud", "ObjectStorage",
            "ObjectStorageConformance", "Platform", "ReceiptCollections", "ReceiptEvents", "ReceiptModel", "Segments",
            "Tables",
        ]),

    tests(
        of: "fdnix", in: "Programs", ["Platform", "JSON", "Basics", "PackageSearch"], resources: [.copy("Fixtures")]),
    tests(
        of: "embed-documents", in: "Programs",
        [
            "Platform", "Basics", "JSON", "CorpusAPI", "DocumentReadersSamples", "DocumentStore", "Documents",
            "Embedding", "LambdaGateway", "LambdaRuntime", "MCP",
        ]),
    tests(
        of: "fdnix-lambda", in: "Programs", ["LambdaRuntime", "JSON", "Basics"]),
]

let package = Package(
    name: "fdnix",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "fdnix", targets: ["fdnix"]),
        .executable(name: "fdnix-lambda", targets: ["fdnix-lambda"]),
        .executable(name: "embed-documents", targets: ["embed-documents"]),
        .executable(name: "receipts", targets: ["receipts"]),
        .library(name: "ObjectStorage", targets: ["Basics", "ObjectStorage", "LocalCloud", "AWS", "AWSServices"]),
        .library(name: "PackageSearch", targets: ["PackageSearch"]),
        .library(name: "SearchEngine", targets: ["SearchEngine"]),
        .library(name: "StaticEmbedding", targets: ["Embedding", "StaticEmbedding"]),
        .library(name: "TransformerEmbedding", targets: ["Embedding", "TransformerEmbedding"]),
        .library(
            name: "RemoteEmbedding",
            targets: ["Embedding", "HTTPTransport", "ObjectStorage", "AWS", "AWSServices", "RemoteEmbedding"]),
        .library(name: "DocumentReaders", targets: ["DocumentReaders", "TextSplitting"]),
        .library(name: "DocumentStore", targets: ["DocumentStore", "JSON", "Postgres"]),
        .library(name: "Segments", targets: ["Basics", "JSON", "ReceiptModel", "Segments"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: programs + packages + documents + receipts + cloud + engine + core + system + testing,
    cLanguageStandard: .gnu17
)
