// swift-tools-version: 6.2
import PackageDescription

/// Settings every target shares.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "fdnix-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "fdnix", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "search-benchmark",
            dependencies: [
                .product(name: "PackageSearch", package: "fdnix"),
                .product(name: "SearchEngine", package: "fdnix"),
                .product(name: "StaticEmbedding", package: "fdnix"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Sources/SearchBenchmark", swiftSettings: strict),
        .executableTarget(
            name: "object-throughput", dependencies: [.product(name: "ObjectStorage", package: "fdnix")],
            path: "Sources/ObjectThroughput", swiftSettings: strict),
        .executableTarget(
            name: "batch-jobs",
            dependencies: [
                .product(name: "RemoteEmbedding", package: "fdnix"), .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/BatchJobs", swiftSettings: strict),
        .executableTarget(
            name: "embedding-throughput",
            dependencies: [.product(name: "StaticEmbedding", package: "fdnix")],
            path: "Sources/EmbeddingThroughput", swiftSettings: strict),
        .executableTarget(
            name: "document-benchmark",
            dependencies: [
                .product(name: "DocumentReaders", package: "fdnix"),
                .product(name: "DocumentStore", package: "fdnix"),
                .product(name: "TransformerEmbedding", package: "fdnix"),
            ],
            path: "Sources/DocumentBenchmark", swiftSettings: strict),
        .executableTarget(
            name: "receipt-benchmark",
            dependencies: [.product(name: "Segments", package: "fdnix")],
            path: "Sources/ReceiptBenchmark", swiftSettings: strict),
    ]
)
