import KubeAPI
import Testing

/// A request is repeated when that may help and can do no harm, and never sooner than the server said.
@Suite struct RetryPolicyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: KubeError.Code
        var status: Int?
        var retryAfter: Duration?
        var mayHaveBeenReceived = true
        var isRepeatable = true
        var attempt = 1
        var elapsed: Duration = .zero
        var jitter = 0.0
        var wait: Duration?
    }

    static let cases = [
        Case(
            testDescription: "429 waits as the server says", code: .tooManyRequests, status: 429,
            retryAfter: .seconds(3), wait: .seconds(3)),
        Case(
            testDescription: "429 without a time backs off", code: .tooManyRequests, status: 429,
            wait: .milliseconds(100)),
        Case(
            testDescription: "429 is turned away before it is done, so a create is repeated", code: .tooManyRequests,
            status: 429, retryAfter: .seconds(1), isRepeatable: false, wait: .seconds(1)),
        Case(
            testDescription: "jitter only adds to the server's word", code: .tooManyRequests, status: 429,
            retryAfter: .seconds(10), jitter: 0.5, wait: .seconds(10) + .milliseconds(50)),
        Case(
            testDescription: "503 with a time", code: .serverError, status: 503, retryAfter: .seconds(2),
            wait: .seconds(2)),
        Case(
            testDescription: "503 does not repeat a create", code: .serverError, status: 503,
            retryAfter: .seconds(2), isRepeatable: false, wait: nil),
        Case(testDescription: "501 will not change", code: .serverError, status: 501, wait: nil),
        Case(
            testDescription: "the second wait is twice the first", code: .serverError, status: 500, attempt: 2,
            wait: .milliseconds(200)),
        Case(
            testDescription: "jitter doubles at most", code: .serverError, status: 500, attempt: 2, jitter: 1,
            wait: .milliseconds(400)),
        Case(testDescription: "five attempts are all", code: .serverError, status: 500, attempt: 5, wait: nil),
        Case(
            testDescription: "a wait beyond the total time is not begun", code: .tooManyRequests, status: 429,
            retryAfter: .seconds(20), elapsed: .seconds(11), wait: nil),
        Case(
            testDescription: "a wait that ends with the total time is", code: .tooManyRequests, status: 429,
            retryAfter: .seconds(20), elapsed: .seconds(10), wait: .seconds(20)),
        Case(testDescription: "a lost connection repeats a read", code: .connectionLost, wait: .milliseconds(100)),
        Case(
            testDescription: "a lost connection does not repeat a create", code: .connectionLost,
            isRepeatable: false, wait: nil),
        Case(
            testDescription: "unless the request never went out", code: .connectionLost, mayHaveBeenReceived: false,
            isRepeatable: false, wait: .milliseconds(100)),
        Case(
            testDescription: "a server that is not there is tried once more", code: .unreachable,
            mayHaveBeenReceived: false, isRepeatable: false, wait: .milliseconds(100)),
        Case(testDescription: "and not again", code: .unreachable, mayHaveBeenReceived: false, attempt: 2, wait: nil),
        Case(testDescription: "a stall repeats a read", code: .timeout, wait: .milliseconds(100)),
        Case(testDescription: "distrust does not pass by waiting", code: .tls, wait: nil),
        Case(testDescription: "forbidden stays forbidden", code: .forbidden, status: 403, wait: nil),
        Case(testDescription: "a conflict is the caller's", code: .conflict, status: 409, wait: nil),
        Case(
            testDescription: "a broken answer is not asked for again", code: .malformedResponse, status: 200, wait: nil),
        Case(testDescription: "a cancelled request is over", code: .cancelled, wait: nil),
    ]

    @Test(arguments: cases) func decides(_ c: Case) {
        var failure = KubeError(c.code, step: "list", subject: "pods", detail: "", hint: "")
        failure.httpStatus = c.status
        failure.retryAfter = c.retryAfter
        failure.mayHaveBeenReceived = c.mayHaveBeenReceived
        let wait = RetryPolicy().wait(
            after: failure, attempt: c.attempt, elapsed: c.elapsed, isRepeatable: c.isRepeatable, jitter: c.jitter)
        #expect(wait == c.wait)
    }

    @Test func backOffEndsAtTheLongestWait() {
        var policy = RetryPolicy()
        policy.attempts = .max
        policy.totalTime = .seconds(1_000_000)
        let failure = KubeError(.connectionLost, step: "", subject: "", detail: "", hint: "")
        let waits = [1, 5, 6, 40, Int.max - 1].map {
            policy.wait(after: failure, attempt: $0, elapsed: .zero, isRepeatable: true, jitter: 1)
        }
        #expect(waits == [0.2, 3.2, 5, 5, 5].map { .milliseconds(Int($0 * 1000)) })
    }
}
