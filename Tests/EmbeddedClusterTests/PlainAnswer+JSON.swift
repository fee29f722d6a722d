import JSONText
import LoopbackHTTP
import ObjectModel

extension PlainAnswer {
    func json() throws -> JSONValue { try JSONText.read(body, subject: "answer") }
}
