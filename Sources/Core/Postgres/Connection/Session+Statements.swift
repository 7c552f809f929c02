import Basics
import CPostgres
import Platform

extension Session {
    /// Sends one statement with its parameters and calls `body` with each row as it comes; gives how many rows it changed
    /// or found.
    @discardableResult
    func run(_ sql: String, _ parameters: [PostgresValue], _ body: (PostgresRow) throws -> Void) throws -> Int {
        let list = try ParameterList(parameters)
        let isSent = list.withPointers { values, lengths, formats in
            api.sendQueryParams(handle, sql, list.count, nil, values, lengths, formats, 1)
        }
        guard isSent == 1, api.setSingleRowMode(handle) == 1 else { throw brokenConnection(summary(sql)) }
        return try finish(sql, body)
    }

    /// Sends one or more statements without parameters and drops their rows.
    func execute(_ sql: String) throws {
        guard api.sendQuery(handle, sql) == 1 else { throw brokenConnection(summary(sql)) }
        try finish(sql) { _ in }
    }

    /// Sends what `next` appends, row by row, until it says false; gives how many rows the server took.
    func copy(into target: String, _ next: (inout CopyBuffer) throws -> Bool) throws -> Int {
        let sql = "COPY \(target) FROM STDIN (FORMAT binary)"
        guard api.sendQuery(handle, sql) == 1 else { throw brokenConnection(summary(sql)) }
        guard let result = try nextResult(sql) else { throw brokenConnection(summary(sql)) }
        let failure = failure(of: result)
        let isReady = api.resultStatus(result) == FDNIX_PG_COPY_IN
        api.clear(result)
        guard isReady else {
            try finish(sql) { _ in }
            throw failure.error(summary(sql), at: location)
        }
        let refusal = try send(rows: next)
        guard api.putCopyEnd(handle, refusal == nil ? nil : "the writer gave up") == 1 else {
            throw brokenConnection(summary(sql))
        }
        let end = Result { try finish(sql) { _ in } }
        if let refusal { throw refusal }
        return try end.get()
    }

    /// Sends rows; gives what `next` threw, after which no row may follow.
    private func send(rows next: (inout CopyBuffer) throws -> Bool) throws -> (any Error)? {
        var buffer = CopyBuffer()
        buffer.append(contentsOf: CopyBuffer.signature)
        while true {
            do { guard try next(&buffer) else { break } } catch { return error }
            if interruption.isSignalled { return CancellationError() }
            if buffer.bytes.count >= 1 << 18 { try put(&buffer) }
        }
        buffer.append(contentsOf: CopyBuffer.trailer)
        try put(&buffer)
        return nil
    }

    private func put(_ buffer: inout CopyBuffer) throws {
        let isTaken = buffer.bytes.withUnsafeBytes { bytes in
            api.putCopyData(handle, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count))
        }
        guard isTaken == 1 else { throw brokenConnection("COPY") }
        buffer.removeAll()
        // libpq would keep all in memory that the server has not taken.
        try flush()
    }

    /// Reads results until there are no more, and throws the first failure among them.
    @discardableResult
    private func finish(_ sql: String, _ body: (PostgresRow) throws -> Void) throws -> Int {
        var (count, failure): (Int, (any Error)?) = (0, nil)
        while let result = try nextResult(sql) {
            defer { api.clear(result) }
            switch Int(api.resultStatus(result)) {
            case FDNIX_PG_SINGLE_TUPLE:
                guard failure == nil else { continue }
                do { try body(PostgresRow(api, result)) } catch { failure = error }
            case FDNIX_PG_COMMAND_OK, FDNIX_PG_TUPLES_OK:
                count = api.cmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
            case FDNIX_PG_EMPTY_QUERY: continue
            case FDNIX_PG_COPY_IN:
                _ = api.putCopyEnd(handle, "not asked for")
            case FDNIX_PG_FATAL_ERROR, FDNIX_PG_BAD_RESPONSE:
                if api.status(handle) == FDNIX_PG_CONNECTION_BAD { throw brokenConnection(summary(sql)) }
                failure = failure ?? self.failure(of: result).error(summary(sql), at: location)
            default:
                throw brokenConnection(summary(sql))
            }
        }
        guard let failure else { return count }
        throw interruption.isSignalled ? CancellationError() as any Error : failure
    }

    private func nextResult(_ sql: String) throws -> OpaquePointer? {
        try flush()
        while api.isBusy(handle) != 0 {
            try wait(for: POLLIN)
            guard api.consumeInput(handle) == 1 else { throw brokenConnection(summary(sql)) }
        }
        return api.getResult(handle)
    }

    /// Sends what libpq holds; reads meanwhile, as a server that has something to say may not read before it is heard.
    private func flush() throws {
        while true {
            switch api.flush(handle) {
            case 0: return
            case 1:
                try wait(for: POLLIN | POLLOUT)
                guard api.consumeInput(handle) == 1 else { throw brokenConnection("send") }
            default: throw brokenConnection("send")
            }
        }
    }

    private func failure(of result: OpaquePointer) -> PostgresFailure {
        func field(_ field: Int) -> String? { api.resultErrorField(result, Int32(field)).map { String(cString: $0) } }
        return PostgresFailure(
            sqlState: field(FDNIX_PG_SQLSTATE) ?? "", words: field(FDNIX_PG_PRIMARY) ?? "the connection broke")
    }

    /// A statement's first words, for messages.
    private func summary(_ sql: String) -> String { String(sql.prefix { !$0.isNewline }.prefix(60)) }
}
