import KubeAPI

/// What libFuzzer calls with each input (https://llvm.org/docs/LibFuzzer.html): takes it as a kubeconfig from elsewhere
/// and chooses each of its contexts, with no file and no program to reach.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKubeConfig(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    _ = KubeConfig.survives(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
