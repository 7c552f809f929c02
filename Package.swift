// swift-tools-version: 6.2
import PackageDescription

/// Settings every Swift target shares.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

// Layers, top to bottom; a target imports only what stands below it (ARCHITECTURE.md).
let package = Package(
    name: "fdnix",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "fdnix", targets: ["fdnix"]),
        .executable(name: "fdnix-lambda", targets: ["fdnix-lambda"]),
        .library(name: "PackageSearch", targets: ["PackageSearch"]),
        .library(name: "SearchIndex", targets: ["SearchIndex"]),
        .library(name: "Embedding", targets: ["Embedding"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
    ],
    targets: [
        // Programs
        .executableTarget(
            name: "fdnix",
            dependencies: [
                "Basics", "JSON", "Indexer", "PackageSearch", "SearchIndex", "SearchService", "SearchServer", log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "fdnix-lambda",
            dependencies: ["Basics", "JSON", "SearchService", "LambdaRuntime", "CCompat", log],
            swiftSettings: strict),

        // Applications
        .target(
            name: "Indexer",
            dependencies: [
                "Basics", "JSON", "Nixpkgs", "Catalog", "DuckDB", "SearchIndex", "PackageSearch", "Embedding",
                "CSample", log, crypto,
            ], swiftSettings: strict),
        .target(
            name: "PackageSearch", dependencies: ["Basics", "JSON", "SearchIndex", "Embedding", "Text", "CKnowledge"],
            swiftSettings: strict),

        .target(
            name: "SearchServer",
            dependencies: [
                "Basics", "JSON", "SearchService", "CZlib", log,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .target(
            name: "SearchService",
            dependencies: ["Basics", "JSON", "PackageSearch", "SearchIndex", "CWeb", log], swiftSettings: strict),
        .target(
            name: "LambdaRuntime",
            dependencies: [
                "Basics", "JSON", log,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ], swiftSettings: strict),

        // Domain
        .target(
            name: "Catalog", dependencies: ["Basics", "JSON", "Nixpkgs", "DuckDB", "Embedding", "Text", log, crypto],
            swiftSettings: strict),
        .target(
            name: "Nixpkgs",
            dependencies: [
                "Basics", "JSON", "CBrotli", "CLZMA", "CZlib", "CZstd", log, crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ], swiftSettings: strict),
        .target(
            name: "SearchIndex", dependencies: ["Basics", "CKernels", "Embedding", "Text"], swiftSettings: strict),

        // Core
        .target(
            name: "Embedding", dependencies: ["Basics", "JSON", "Text", "CKernels", "CModel"], swiftSettings: strict),
        .target(name: "DuckDB", dependencies: ["Basics", "CDuckDB"], swiftSettings: strict),
        .target(name: "Text", dependencies: ["Basics"], swiftSettings: strict),
        .target(name: "JSON", dependencies: ["Basics"], swiftSettings: strict),
        .target(name: "Basics", dependencies: [log], swiftSettings: strict),

        // System
        .target(name: "CCompat"),
        .target(name: "CDuckDB"),
        .target(name: "CKernels"),
        .target(name: "CKnowledge", exclude: ["data"]),
        .target(name: "CSample", exclude: ["packages.json"]),
        .target(name: "CWeb", exclude: ["assets"]),
        .target(name: "CModel", exclude: ["README.md", "model"]),
        .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlidec", providers: [.apt(["libbrotli-dev"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        // Tests
        .target(name: "TestSupport", dependencies: ["Basics"], path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "SamplePackages",
            dependencies: ["Basics", "Embedding", "PackageSearch", "SearchIndex", "TestSupport"],
            path: "Tests/SamplePackages", swiftSettings: strict),
        .testTarget(name: "BasicsTests", dependencies: ["Basics", "JSON", "TestSupport", log], swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "Basics", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "TextTests", dependencies: ["Text", "Basics", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "EmbeddingTests", dependencies: ["Embedding", "JSON", "Basics", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "DuckDBTests", dependencies: ["DuckDB", "CDuckDB", "Basics", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "NixpkgsTests", dependencies: ["Nixpkgs", "JSON", "Basics", "TestSupport"],
            resources: [.copy("Fixtures")],
            swiftSettings: strict),
        .testTarget(
            name: "CatalogTests",
            dependencies: ["Catalog", "Nixpkgs", "DuckDB", "Embedding", "JSON", "Basics", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "SearchIndexTests",
            dependencies: ["SearchIndex", "CKernels", "Embedding", "Text", "Basics", "TestSupport"],
            exclude: ["Golden"], swiftSettings: strict),
        .testTarget(
            name: "PackageSearchTests",
            dependencies: [
                "PackageSearch", "SearchIndex", "Embedding", "JSON", "Basics", "SamplePackages", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SearchServiceTests",
            dependencies: [
                "SearchService", "PackageSearch", "Embedding", "JSON", "Basics", "SamplePackages", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SearchServerTests", dependencies: ["SearchServer", "SearchService", "CZlib", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "IndexerTests",
            dependencies: [
                "Indexer", "Catalog", "Nixpkgs", "PackageSearch", "SearchIndex", "DuckDB", "JSON", "Basics",
                "TestSupport", crypto,
            ], swiftSettings: strict),
        .testTarget(
            name: "LambdaRuntimeTests",
            dependencies: [
                "LambdaRuntime", "fdnix-lambda", "SearchService", "JSON", "Basics", "TestSupport", log,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ], resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["fdnix", "JSON", "Basics", "TestSupport"],
            resources: [.copy("Fixtures")],
            swiftSettings: strict),
    ],
    cLanguageStandard: .gnu17
)
