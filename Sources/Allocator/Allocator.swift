import CMalloc

/// glibc's allocator, as far as a process that runs for months has to lead it.
package enum Allocator {
    /// Gives free pages back to the kernel, those between what is still in use as well.
    ///
    /// By itself the allocator gives back only what lies at the end of its heaps; what a large piece of work has freed
    /// mostly does not. Takes some milliseconds.
    package static func releaseFreePages() { _ = malloc_trim(0) }
}
