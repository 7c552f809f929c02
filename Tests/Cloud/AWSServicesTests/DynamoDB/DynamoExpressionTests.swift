import JSON
import Tables
import Testing

@testable import AWSServices

@Suite("Expressions of DynamoDB")
struct DynamoExpressionTests {
    @Test("names and values have placeholders, and a name has one")
    func placeholders() {
        var expression = DynamoExpression()
        let words = expression.condition(
            .all([
                .any([.absent("owner"), .compare("until", .less, .int(7))]), .not(.equal("owner", "x")),
                .beginsWith("name", "a"), .contains("tags", "b"), .exists("owner"),
            ]))
        #expect(
            words == "((attribute_not_exists(#0)) OR (#1 < :0)) AND (NOT (#0 = :1)) AND (begins_with(#2, :2)) AND "
                + "(contains(#3, :3)) AND (attribute_exists(#0))")
        var request: JSONObject = [:]
        expression.addPlaceholders(to: &request)
        #expect(
            JSONValue.object(request)
                == [
                    "ExpressionAttributeNames": ["#0": "owner", "#1": "until", "#2": "name", "#3": "tags"],
                    "ExpressionAttributeValues": [
                        ":0": ["N": "7"], ":1": ["S": "x"], ":2": ["S": "a"], ":3": ["S": "b"],
                    ],
                ])
    }

    @Test("updates come in clauses, each once")
    func updates() {
        var expression = DynamoExpression()
        let words = expression.update([
            .remove("a"), .set("b", "x"), .add("c", .int(1)), .setIfAbsent("d", .null),
            .subtract("e", .stringSet(["y"])), .remove("f"),
        ])
        #expect(
            words == "SET #1 = :0, #3 = if_not_exists(#3, :2) ADD #2 :1 REMOVE #0, #5 DELETE #4 :3")
    }

    @Test(
        "keys of a query",
        arguments: [
            (.equal("x"), "#1 = :1"), (.less("x"), "#1 < :1"), (.lessOrEqual("x"), "#1 <= :1"),
            (.greater("x"), "#1 > :1"),
            (.greaterOrEqual("x"), "#1 >= :1"), (.between("x", "y"), "#1 BETWEEN :1 AND :2"),
            (.beginsWith("x"), "begins_with(#1, :1)"),
        ] as [(SortCondition, String)])
    func keys(condition: SortCondition, words: String) {
        var expression = DynamoExpression()
        #expect(expression.keys(ItemQuery("p", condition), TableIndex("PK", "SK")) == "#0 = :0 AND \(words)")
    }

    @Test("a request without names or values has no placeholders, which DynamoDB would refuse")
    func none() {
        var request: JSONObject = [:]
        DynamoExpression().addPlaceholders(to: &request)
        #expect(request.members.isEmpty)
    }
}
