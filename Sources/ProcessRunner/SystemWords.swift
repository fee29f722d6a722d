import Glibc

/// The system's text for an `errno`.
package func systemWords(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 128)
    let capacity = buffer.count
    let words: String? = unsafe buffer.withUnsafeMutableBufferPointer { space in
        guard let base = space.baseAddress, unsafe strerror_r(code, base, capacity) == 0 else { return nil }
        return unsafe String(cString: base)
    }
    return words ?? "error \(code)"
}
