#include "chainrule/large_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>  // defines __GLIBC__

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace chainrule {

void prefer_large_pages([[maybe_unused]] void* memory,
                        [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
    constexpr std::size_t large = std::size_t{2} << 20;
    if (bytes < large) return;
    // Advice is for whole pages; those at the ends may hold other things as well
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(memory);
    const std::uintptr_t first = (begin + page - 1) / page * page;
    const std::uintptr_t last = (begin + bytes) / page * page;
    ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
#endif
}

void keep_freed_memory() {
#ifdef __GLIBC__
    constexpr int own_mapping = 32 << 20, never = 1 << 30, at_a_time = 64 << 20;
    ::mallopt(M_MMAP_THRESHOLD, own_mapping);
    ::mallopt(M_TRIM_THRESHOLD, never);
    ::mallopt(M_TOP_PAD, at_a_time);
#endif
}

std::string large_text(std::size_t size) {
    std::string text;
    text.reserve(size);
    prefer_large_pages(text.data(), size);
    text.resize(size);
    return text;
}

}  // namespace chainrule
