// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "fdnix-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "fdnix", path: "../..")],
    targets: [
        .executableTarget(
            name: "embedding-throughput",
            dependencies: [.product(name: "Embedding", package: "fdnix")],
            swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
