/// A type whose values hold secrets: no description, debug description or mirror of it tells any.
///
/// `String(describing:)`, `String(reflecting:)`, `dump` and interpolation all end in these three.
package protocol Masked: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Masked {
    package var description: String { "\(Self.self) (masked)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}
