import DriftReport
import HTTPService
import ObjectModel

extension HTTPResponse {
    /// Of every answer: it is what its type says, tells no other site where somebody was, and is nobody else's part.
    static let protective: [(name: String, value: String)] = [
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]

    static func surface(_ status: Int, _ media: SurfaceMedia, _ text: String) -> HTTPResponse {
        surface(status, contentType: media == .json ? "application/json" : "text/plain; charset=utf-8", text)
    }

    /// What is no page may do nothing at all in a browser.
    static func surface(_ status: Int, contentType: String, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [
                ("Content-Type", contentType), ("Cache-Control", "no-store"),
                ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ] + protective, body: .bytes(Array(text.utf8)))
    }

    /// One sentence, as JSON where that was asked for.
    static func surfaceError(_ status: Int, _ media: SurfaceMedia, _ sentence: String) -> HTTPResponse {
        guard media == .json else { return surface(status, .text, sentence + "\n") }
        return surface(status, .json, "{\"error\": \(sentence.jsonQuoted)}\n")
    }
}
