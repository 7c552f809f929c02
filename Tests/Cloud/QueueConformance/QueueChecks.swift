import Basics
import Queues
import Testing

extension QueueCheck {
    static let messages: [QueueCheck] = [
        QueueCheck("messages come as they were sent, and are gone when they are deleted") { test in
            let sent = [
                OutgoingMessage("größe \u{1F600}\n\t\"\\", attributes: ["source": "dynamodb_stream", "a.b-c_D": "ü"]),
                OutgoingMessage("{}"),
            ]
            let ids = expectSuccess(try await test.queue.send(sent), count: 2)
            #expect(Set(ids).count == 2)
            let received = try await test.receiveAll(atLeast: 2)
            #expect(Set(received.map(\.id)) == Set(ids))
            for (id, message) in zip(ids, sent) {
                let found = received.first { $0.id == id }
                #expect(found?.body == message.body && found?.attributes == message.attributes)
                #expect(found?.receiveCount == 1)
                #expect((found?.sent ?? 0) > 1_500_000_000_000)
            }
            #expect(try await test.queue.depth() == QueueDepth(visible: 0, inFlight: 2))
            _ = expectSuccess(try await test.queue.delete(received.map(\.receipt)), count: 2)
            #expect(try await test.queue.depth() == QueueDepth(visible: 0, inFlight: 0))
            #expect(try await test.queue.receive(ReceiveOptions()).isEmpty)
        },
        QueueCheck("a message that is deleted twice is gone", needs: [.repeatedDelete]) { test in
            _ = expectSuccess(try await test.queue.send([OutgoingMessage("x")]), count: 1)
            let received = try await test.receiveAll(atLeast: 1)
            for _ in 0..<2 { _ = expectSuccess(try await test.queue.delete(received.map(\.receipt)), count: 1) }
        },
        QueueCheck("a batch of any size is sent, each message with its own result") { test in
            let bodies = (0..<23).map { "message \($0)" }
            let large = String(repeating: "x", count: 700_000)
            _ = expectSuccess(try await test.queue.send(bodies.map { OutgoingMessage($0) }), count: 23)
            _ = expectSuccess(try await test.queue.send([OutgoingMessage(large), OutgoingMessage(large)]), count: 2)
            let received = try await test.receiveAll(atLeast: 25)
            #expect(received.map(\.body).sorted() == (bodies + [large, large]).sorted())
            _ = expectSuccess(try await test.queue.delete(received.map(\.receipt)), count: 25)
            #expect(try await test.queue.send([]).isEmpty)
            #expect(try await test.queue.delete([]).isEmpty)
        },
        QueueCheck("a message that queues do not take fails alone") { test in
            let wrong = [
                OutgoingMessage(""), OutgoingMessage("a\u{0}b"), OutgoingMessage("\u{FFFE}"),
                OutgoingMessage(String(repeating: "x", count: 1 << 20) + "y"),
                OutgoingMessage("x", attributes: ["": "x"]), OutgoingMessage("x", attributes: ["a": ""]),
                OutgoingMessage("x", attributes: ["with space": "x"]),
                OutgoingMessage(
                    "x", attributes: Dictionary(uniqueKeysWithValues: (0..<11).map { ("a\($0)", "x") })),
            ]
            let results = try await test.queue.send([OutgoingMessage("first")] + wrong + [OutgoingMessage("last")])
            #expect(results.count == wrong.count + 2)
            for (index, result) in results.enumerated() {
                switch result {
                case .success: #expect(index == 0 || index == results.count - 1, "message \(index) was taken")
                case .failure(let error): #expect(error.code == .usage, "message \(index): \(error)")
                }
            }
            let received = try await test.receiveAll(atLeast: 2)
            #expect(received.map(\.body).sorted() == ["first", "last"])
        },
        QueueCheck("whoever waits gets a message that comes meanwhile, and nothing when the time is over") { test in
            #expect(try await test.queue.receive(ReceiveOptions(wait: .seconds(1))).isEmpty)
            async let received = test.queue.receive(ReceiveOptions(wait: .seconds(20)))
            _ = expectSuccess(try await test.queue.send([OutgoingMessage("late")]), count: 1)
            #expect(try await received.map(\.body) == ["late"])
        },
    ]

    static let visibility: [QueueCheck] = [
        QueueCheck("a message that is not deleted comes again, and is counted") { test in
            _ = expectSuccess(try await test.queue.send([OutgoingMessage("again")]), count: 1)
            var receipts: [String] = []
            for count in 1...maxReceiveCount {
                let received = try await test.receiveNext()
                #expect(received.map(\.body) == ["again"] && received.map(\.receiveCount) == [count])
                receipts += received.map(\.receipt)
            }
            #expect(Set(receipts).count == maxReceiveCount)
        },
        QueueCheck("a message stays hidden for as long as it is told, and comes at once for zero") { test in
            _ = expectSuccess(try await test.queue.send([OutgoingMessage("slow")]), count: 1)
            let first = try await test.receiveNext(visibility: .seconds(8))
            _ = expectSuccess(
                try await test.queue.extend(first.map(\.receipt), visibility: .seconds(300)), count: 1)
            try await test.pass(.milliseconds(8200))
            #expect(try await test.queue.receive(ReceiveOptions()).isEmpty)
            _ = expectSuccess(try await test.queue.extend(first.map(\.receipt), visibility: .zero), count: 1)
            let second = try await test.receiveAll(atLeast: 1)
            #expect(second.map(\.receiveCount) == [2])
            _ = expectSuccess(try await test.queue.delete(second.map(\.receipt)), count: 1)
        },
    ]

    static let deadLetters: [QueueCheck] = [
        QueueCheck("a message received too often goes to the dead letters, and back when it is told") { test in
            let dead = try #require(test.queue.deadLetters)
            _ = expectSuccess(
                try await test.queue.send([OutgoingMessage("poison", attributes: ["kind": "bad"])]), count: 1)
            for _ in 0..<maxReceiveCount { #expect(try await test.receiveNext().count == 1) }
            // It leaves the queue when someone asks for it once more, after it was hidden for the last time.
            while try await dead.depth().visible == 0 {
                #expect(try await test.queue.receive(ReceiveOptions()).isEmpty)
                try await test.pass(.milliseconds(300))
            }
            #expect(try await dead.depth() == QueueDepth(visible: 1, inFlight: 0))
            #expect(try await test.queue.redrive() == 1)
            #expect(try await test.queue.redrive() == 0)
            #expect(try await dead.depth() == QueueDepth(visible: 0, inFlight: 0))
            let back = try await test.receiveAll(atLeast: 1)
            #expect(back.map(\.body) == ["poison"] && back.first?.attributes == ["kind": "bad"])
            #expect(back.map(\.receiveCount) == [1])
        },
        QueueCheck("as many dead letters come back as are asked for") { test in
            let dead = try #require(test.queue.deadLetters)
            _ = expectSuccess(try await dead.send((0..<25).map { OutgoingMessage("\($0)") }), count: 25)
            #expect(try await test.queue.redrive(limit: 12) == 12)
            #expect(try await test.queue.redrive() == 13)
            #expect(Set(try await test.receiveAll(atLeast: 25).map(\.body)).count == 25)
        },
    ]

    static let races: [QueueCheck] = [
        QueueCheck("of many who receive, one gets each message", needs: [.oneReceiver]) { test in
            let count = 60
            _ = expectSuccess(
                try await test.queue.send((0..<count).map { OutgoingMessage("\($0)") }), count: count)
            let received = try await withThrowingTaskGroup(of: [ReceivedMessage].self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var mine: [ReceivedMessage] = []
                        while true {
                            let messages = try await test.queue.receive(
                                ReceiveOptions(limit: 3, visibility: .seconds(300)))
                            guard !messages.isEmpty else { return mine }
                            mine += messages
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(received.count == count)
            #expect(Set(received.map(\.body)).count == count)
            #expect(received.allSatisfy { $0.receiveCount == 1 })
        }
    ]
}
