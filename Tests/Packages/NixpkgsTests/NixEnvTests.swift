import Basics
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Nixpkgs

@Suite struct NixEnvTests {
    /// A source whose `nix-env` is a shell script; it finds its folder in `$FOLDER`.
    private func source(_ script: String, in folder: String, time: Duration = .seconds(900)) throws -> NixEnvSource {
        let path = "\(folder)/nix-env"
        try AtomicFile.write(Array("#!/bin/sh\necho run >> \"$FOLDER/runs\"\n\(script)\n".utf8), to: path)
        chmod(path, 0o755)
        var limits = NixEnvSource.Limits()
        limits.time = time
        limits.pause = .milliseconds(1)
        limits.grace = .milliseconds(200)
        return NixEnvSource(nixpkgs: "/x", executable: path, limits: limits, environment: ["FOLDER": folder])
    }

    private func runs(_ folder: String) -> Int {
        ((try? FileSystem.read("\(folder)/runs")) ?? []).count { $0 == 0x0A }
    }

    @Test("It is asked for everything with metadata, unfree packages too")
    func arguments() async throws {
        try await withTemporaryFolder { folder in
            let script = #"printf '{"%s":{"name":"a-1","meta":{"description":"%s"}}}' "$NIXPKGS_ALLOW_UNFREE" "$*""#
            let package = try await source(script, in: folder).packages().packages.first
            #expect(package?.attributePath == "1")
            #expect(package?.description == "-f /x -qaP --json --meta")
        }
    }

    @Test("A failure is tried three times, then told with the last words of the child")
    func failing() async throws {
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: FdnixError.self) {
                try await source("echo '{}'; echo boom >&2; exit 3", in: folder).packages()
            }
            #expect(error?.code == .childProcess)
            #expect(error?.message.contains("status 3: boom") == true)
            #expect(runs(folder) == 3)
        }
    }

    @Test(
        "Output that is not JSON, or not all of it, is tried again",
        arguments: ["garbage", "{\"a\":{\"description\": }}", "{\"a\":"])
    func garbage(_ output: String) async throws {
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: FdnixError.self) {
                try await source("printf '%s' '\(output)'", in: folder).packages()
            }
            #expect(error?.code == .childProcess && error?.message.contains("byte") == true)
            #expect(runs(folder) == 3)
        }
    }

    @Test("A second attempt may succeed")
    func recovering() async throws {
        try await withTemporaryFolder { folder in
            let script = #"[ $(wc -l < "$FOLDER/runs") -gt 1 ] || exit 1; echo '{"a":{"name":"a-1"}}'"#
            let result = try await source(script, in: folder).packages()
            #expect(result.packages.count == 1)
            #expect(runs(folder) == 2)
        }
    }

    @Test("One that takes too long is killed with all it started, and not tried again")
    func hanging() async throws {
        try await withTemporaryFolder { folder in
            let script = "trap '' TERM; sleep 1000 & echo $! > \"$FOLDER/child\"; echo '{'; wait; sleep 1000"
            let error = await #expect(throws: FdnixError.self) {
                try await source(script, in: folder, time: .milliseconds(500)).packages()
            }
            #expect(error?.message.contains("did not finish") == true)
            #expect(runs(folder) == 1)
            #expect(await isGone(folder))
        }
    }

    @Test("Cancelling kills it with all it started")
    func cancelling() async throws {
        try await withTemporaryFolder { folder in
            let hanging = try source("sleep 1000 & echo $! > \"$FOLDER/child\"; wait", in: folder)
            let task = Task { try await hanging.packages() }
            while !FileSystem.exists("\(folder)/child") { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            await #expect(throws: (any Error).self) { try await task.value }
            #expect(await isGone(folder))
        }
    }

    /// Whether the process noted in `child` ends (a killed orphan may wait a moment for its reaper).
    private func isGone(_ folder: String) async -> Bool {
        let text = String(decoding: (try? FileSystem.read("\(folder)/child")) ?? [], as: UTF8.self)
        guard let child = pid_t(text.prefix { $0.isNumber }) else { return false }
        for _ in 0..<1_000 {
            let state = (try? readState(child)) ?? "gone"
            if kill(child, 0) != 0 || state == "Z" || state == "gone" { return true }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    private func readState(_ process: pid_t) throws -> String {
        guard let file = fopen("/proc/\(process)/stat", "r") else { return "gone" }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 512)
        guard fgets(&buffer, 512, file) != nil else { return "gone" }
        let line = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return line.split(separator: ")").last?.split(separator: " ").first.map(String.init) ?? "gone"
    }

    @Test("A program that is not there is a clear error, at once")
    func missing() async throws {
        let error = await #expect(throws: FdnixError.self) {
            try await NixEnvSource(nixpkgs: "/x", executable: "no-such-nix-env").packages()
        }
        #expect(error?.code == .notFound && error?.message.contains("nix-bin") == true)
    }

    @Test("All of a large output arrives, though the child is gone before it is read")
    func large() async throws {
        try await withTemporaryFolder { folder in
            let script = """
                echo '{'; i=0; while [ $i -lt 2000 ]; do i=$((i+1));
                echo "\\"a$i\\": {\\"name\\": \\"a-$i\\", \\"meta\\": {\\"longDescription\\": \\"$PAD\\"}},"; done; echo '"z":{}}'
                """
            let pad = "PAD=" + String(repeating: "x", count: 1_000) + "\n"
            let result = try await source(pad + script, in: folder).packages()
            #expect(result.packages.count == 2_001)
        }
    }

    @Test("The real nix-env, on derivations of every shape")
    func real() async throws {
        guard ProcessEnvironment.program(named: "nix-env") != nil else {
            Skips.note("the real nix-env", "it is not installed (apt-get install nix-bin)")
            return
        }
        try await withTemporaryFolder { folder in
            for part in ["store", "state", "log", "home"] { try FileSystem.createDirectories("\(folder)/\(part)") }
            let variables = [
                "NIX_STORE_DIR": "\(folder)/store", "NIX_STATE_DIR": "\(folder)/state", "NIX_LOG_DIR": "\(folder)/log",
                "HOME": "\(folder)/home",
            ]
            let source = NixEnvSource(nixpkgs: try fixture("stubs.nix"), environment: variables)
            let result = try await source.packages()
            let packages = Dictionary(uniqueKeysWithValues: result.packages.map { ($0.attributePath, $0) })
            #expect(packages.count == 7 && packages["broken"] == nil)
            #expect(packages["apple"]?.license?.label == "MIT" && packages["apple"]?.version == "1.0")
            #expect(packages["free"]?.license?.label == "GPL, mit")
            #expect(packages["pages"]?.homepage == "https://b.example.org")
            #expect(packages["bare"]?.version == "unknown")
            #expect(packages["nullLicense"]?.license == nil && packages["nullLicense"]?.description == "No licence")
            #expect(packages["mixed"]?.platforms == ["x86_64-linux"] && result.droppedPatterns == 1)
            #expect(packages["set.inner"]?.mainProgram == "inner" && packages["set.inner"]?.version == "0.1-unstable")
        }
    }
}
