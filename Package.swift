// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is compiled with.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// What the targets that call a C library are compiled with.
let bridge: [SwiftSetting] = strict + [.strictMemorySafety()]

/// A system library that Debian's `package` provides.
func debian(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
    name: "reconcile",
    products: [.executable(name: "reconcile", targets: ["reconcile"])],
    targets: [
        // C libraries, each behind one module map.
        debian("CYAML", pkgConfig: "yaml-0.1", package: "libyaml-dev"),
        debian("CGit2", pkgConfig: "libgit2", package: "libgit2-dev"),
        debian("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
        debian("CMicroHTTPD", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),
        debian("CGnuTLS", pkgConfig: "gnutls", package: "libgnutls28-dev"),
        debian("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        debian("CPostgres", pkgConfig: "libpq", package: "libpq-dev"),
        // What Swift's Glibc module leaves out for starting a program safely.
        .systemLibrary(name: "CSpawn"),
        // And for the allocator.
        .systemLibrary(name: "CMalloc"),
        .target(
            name: "CSimdJSON",
            cxxSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("simdjson")]),
        .target(
            name: "CAbseilTime",
            linkerSettings: [.linkedLibrary("absl_time"), .linkedLibrary("absl_time_zone")]),

        // Pure modules: no C, no Foundation, no clock, no network.
        // Swift's floating-point generics call libm, which only Foundation would bring along.
        .target(name: "ObjectModel", swiftSettings: strict, linkerSettings: [.linkedLibrary("m")]),
        .target(name: "OpenAPISchema", dependencies: ["ObjectModel"], swiftSettings: strict),
        .target(name: "Drift", dependencies: ["ObjectModel", "OpenAPISchema"], swiftSettings: strict),
        .target(name: "DriftReport", dependencies: ["ObjectModel", "Drift"], swiftSettings: strict),
        .target(
            name: "Reconciler", dependencies: ["ObjectModel", "OpenAPISchema", "Drift"], swiftSettings: strict),

        // Programs as children, for the adapters that stand on other people's tools.
        .target(name: "ProcessRunner", dependencies: ["CSpawn"], swiftSettings: bridge),

        // What a process that runs for months asks of its allocator.
        .target(name: "Allocator", dependencies: ["CMalloc"], swiftSettings: bridge),

        // Adapters: one for each C library or set of tools; they never import each other's siblings.
        .target(name: "JSONText", dependencies: ["ObjectModel", "CSimdJSON"], swiftSettings: bridge),
        .target(name: "YAMLBridge", dependencies: ["ObjectModel", "CYAML"], swiftSettings: bridge),
        .target(name: "GitSource", dependencies: ["ObjectModel", "CGit2"], swiftSettings: bridge),
        .target(
            name: "KubeAPI",
            dependencies: ["ObjectModel", "JSONText", "YAMLBridge", "ProcessRunner", "CCurl", "CSpawn"],
            swiftSettings: bridge),
        .target(name: "Digests", dependencies: ["CGnuTLS"], swiftSettings: bridge),
        .target(name: "HTTPService", dependencies: ["CMicroHTTPD"], swiftSettings: bridge),
        .target(name: "History", dependencies: ["ObjectModel", "CSQLite", "CPostgres"], swiftSettings: bridge),
        .target(name: "RenderTools", dependencies: ["ProcessRunner"], swiftSettings: bridge),
        .target(name: "TimeZones", dependencies: ["CAbseilTime"], swiftSettings: bridge),
        .target(
            name: "EmbeddedCluster",
            dependencies: ["ObjectModel", "OpenAPISchema", "JSONText", "YAMLBridge", "HTTPService"],
            swiftSettings: bridge),

        .executableTarget(
            name: "reconcile",
            dependencies: [
                "ObjectModel", "OpenAPISchema", "Drift", "DriftReport", "Reconciler", "JSONText", "YAMLBridge",
                "GitSource", "KubeAPI", "History", "RenderTools", "TimeZones", "EmbeddedCluster", "HTTPService",
                "Digests", "Allocator",
            ],
            swiftSettings: strict),

        // Makes the built-in schema table; CONTRIBUTING says from what.
        .executableTarget(
            name: "generate-schema", dependencies: ["ObjectModel", "OpenAPISchema", "JSONText"],
            swiftSettings: strict),

        // What several test targets use: a client of loopback, and reports and statuses to show.
        .target(
            name: "ReportSamples", dependencies: ["ObjectModel", "Drift", "DriftReport"], path: "Tests/ReportSamples",
            swiftSettings: strict),
        .target(name: "LoopbackHTTP", path: "Tests/LoopbackHTTP", swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
        .testTarget(name: "ObjectModelTests", dependencies: ["ObjectModel"], swiftSettings: strict),
        .testTarget(
            name: "OpenAPISchemaTests", dependencies: ["ObjectModel", "OpenAPISchema"], swiftSettings: strict),
        .testTarget(
            name: "EmbeddedClusterTests",
            dependencies: [
                "EmbeddedCluster", "HTTPService", "ObjectModel", "OpenAPISchema", "JSONText", "YAMLBridge",
                "LoopbackHTTP",
            ],
            exclude: ["Answers"],
            swiftSettings: strict),
        .testTarget(name: "DigestsTests", dependencies: ["Digests"], swiftSettings: strict),
        .testTarget(
            name: "HTTPServiceTests", dependencies: ["HTTPService", "LoopbackHTTP", "ProcessRunner"],
            swiftSettings: strict),
        .testTarget(name: "YAMLBridgeTests", dependencies: ["ObjectModel", "YAMLBridge"], swiftSettings: strict),
        .testTarget(
            name: "DriftTests", dependencies: ["ObjectModel", "OpenAPISchema", "Drift", "YAMLBridge", "JSONText"],
            swiftSettings: strict),
        .testTarget(name: "JSONTextTests", dependencies: ["ObjectModel", "JSONText"], swiftSettings: strict),
        // Real Git servers on loopback, for the tests that fetch.
        .target(name: "GitServers", path: "Tests/GitServers", swiftSettings: strict),
        .testTarget(
            name: "GitSourceTests", dependencies: ["ObjectModel", "GitSource", "GitServers"], swiftSettings: strict),
        .testTarget(
            name: "DriftReportTests",
            dependencies: ["ObjectModel", "Drift", "DriftReport", "ProcessRunner", "ReportSamples"],
            exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(
            name: "KubeAPITests", dependencies: ["ObjectModel", "JSONText", "YAMLBridge", "ProcessRunner", "KubeAPI"],
            swiftSettings: strict),
        .testTarget(name: "HistoryTests", dependencies: ["ObjectModel", "History"], swiftSettings: strict),
        .testTarget(name: "RenderToolsTests", dependencies: ["RenderTools"], swiftSettings: strict),
        .testTarget(name: "TimeZonesTests", dependencies: ["TimeZones"], swiftSettings: strict),
        .testTarget(
            name: "ReconcilerTests",
            dependencies: [
                "ObjectModel", "Reconciler", "Drift", "YAMLBridge", "OpenAPISchema", "JSONText", "Digests", "TimeZones",
            ],
            swiftSettings: strict),
        // Starts the built program; what it imports only reads the program's answers, and serves it Git.
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "ObjectModel", "JSONText", "YAMLBridge", "GitServers", "EmbeddedCluster", "History", "LoopbackHTTP",
            ],
            swiftSettings: strict),
        // The executable's own code, as far as it needs no cluster.
        .testTarget(
            name: "SurfaceTests",
            dependencies: [
                "reconcile", "ObjectModel", "Drift", "DriftReport", "Reconciler", "HTTPService", "Digests", "JSONText",
                "ProcessRunner", "LoopbackHTTP", "ReportSamples",
            ],
            swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)

// The fuzz targets take part only in `scripts/fuzz`: their main is libFuzzer's.
if Context.environment["RECONCILE_FUZZ"] != nil {
    let targets = [
        ("JSONTextFuzz", "JSONText"), ("YAMLReaderFuzz", "YAMLBridge"), ("YAMLEditorFuzz", "YAMLBridge"),
        ("KubeConfigFuzz", "KubeAPI"),
    ]
    package.targets += targets.map { name, module in
        .executableTarget(
            name: name, dependencies: ["ObjectModel", .byName(name: module)], path: "Fuzz/\(name)",
            swiftSettings: strict)
    }
}
