/// Tests of chainrule/train/workers.hpp.
#include "chainrule/train/workers.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>
#include <stdexcept>

using chainrule::train::Workers;

BOOST_AUTO_TEST_SUITE(workers)

BOOST_AUTO_TEST_CASE(every_task_is_done_once_in_every_round) {
    for (const std::size_t threads : {1, 2, 5}) {
        Workers workers(threads);
        std::vector<int> done(13, 0);
        for (int round = 0; round < 1000; ++round) {
            workers.run(done.size(),
                        [&](std::size_t task, std::size_t) { ++done[task]; });
        }
        for (const int count : done) BOOST_TEST(count == 1000);
    }
}

BOOST_AUTO_TEST_CASE(more_threads_than_processors_are_not_worth_having) {
    const std::size_t processors = Workers::count_for(0);
    BOOST_TEST(processors >= 1u);
    BOOST_TEST(Workers::count_for(1) == 1u);
    BOOST_TEST(Workers::count_for(processors + 5) == processors);
    BOOST_TEST(Workers(7).count() == 7u);  // who asks for them gets them
}

BOOST_AUTO_TEST_CASE(no_worker_has_two_tasks_at_a_time) {
    Workers workers(3);
    std::vector<std::atomic<int>> busy(workers.count());
    std::atomic<bool> overlap = false;
    for (int round = 0; round < 200; ++round) {
        workers.run(16, [&](std::size_t, std::size_t worker) {
            if (busy[worker]++ != 0) overlap = true;
            --busy[worker];
        });
    }
    BOOST_TEST(!overlap);
}

BOOST_AUTO_TEST_CASE(ranges_cover_everything_once) {
    Workers workers(3);
    std::vector<int> touched(100, 0);
    workers.run_ranges(touched.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) ++touched[i];
    });
    BOOST_TEST(std::accumulate(touched.begin(), touched.end(), 0) == 100);
    BOOST_TEST(*std::ranges::max_element(touched) == 1);
}

BOOST_AUTO_TEST_CASE(an_exception_reaches_the_caller_and_the_workers_go_on) {
    Workers workers(2);
    const auto fails = [](std::size_t task, std::size_t) {
        if (task == 3) throw std::runtime_error("task 3");
    };
    BOOST_CHECK_THROW(workers.run(8, fails), std::runtime_error);
    std::atomic<int> done = 0;
    workers.run(8, [&](std::size_t, std::size_t) { ++done; });
    BOOST_TEST(done == 8);
}

BOOST_AUTO_TEST_CASE(no_tasks_is_no_work) {
    Workers workers(2);
    bool called = false;
    workers.run(0, [&](std::size_t, std::size_t) { called = true; });
    BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(more_tasks_than_tickets_are_refused) {
    Workers workers(1);
    BOOST_CHECK_THROW(workers.run(70'000, [](std::size_t, std::size_t) {}),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
