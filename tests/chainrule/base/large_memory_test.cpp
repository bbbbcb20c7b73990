/// Tests of chainrule/large_memory.hpp.
#include "chainrule/large_memory.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <vector>

BOOST_AUTO_TEST_SUITE(large_memory)

BOOST_AUTO_TEST_CASE(a_large_text_is_zeros_of_the_size_asked_for) {
    for (const std::size_t size : {0, 1, 4096, 5'000'003}) {
        const std::string text = chainrule::large_text(size);
        BOOST_TEST(text.size() == size);
        BOOST_TEST(std::ranges::count(text, '\0') == static_cast<std::ptrdiff_t>(size));
    }
}

BOOST_AUTO_TEST_CASE(
    asking_for_large_pages_changes_no_content_in_or_around_the_memory) {
    std::vector<unsigned char> bytes(9'000'000);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<unsigned char>(i * 31 % 251);
    }
    const std::vector<unsigned char> before = bytes;
    // Not at a page's begin, and not to a page's end
    chainrule::prefer_large_pages(bytes.data() + 1'001, 7'000'013);
    chainrule::prefer_large_pages(bytes.data(), 0);
    BOOST_TEST((bytes == before));
}

BOOST_AUTO_TEST_SUITE_END()
