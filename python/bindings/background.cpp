// SPDX-License-Identifier: MIT
#include "background.h"

#include <nanobind/stl/string.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace nb = nanobind;

namespace nanonas::python {
namespace {

constexpr auto between_looks = std::chrono::milliseconds(50);  // at signals

struct Event {
    std::string stage;
    std::int64_t done = 0, total = 0;
    std::string text;
};

// Keeps what the work says until the calling thread fetches it. Of updates that follow each other quickly
// only the last is kept, but for the search's, each of which is a decision.
class EventQueue : public Progress {
  public:
    void update(const ProgressUpdate& now) override {
        add({std::string(now.stage), now.done, now.total, std::string(now.detail)});
    }
    void note(std::string_view sentence) override { add({"note", 0, 0, in_python(std::string(sentence))}); }
    bool stop_requested() const override { return stop_; }

    void stop() { stop_ = true; }
    void finish() {
        const std::lock_guard lock(mutex_);
        finished_ = true;
        changed_.notify_one();
    }

    // Waits for events or the end, but not for long; returns whether the work has ended.
    bool fetch(std::vector<Event>& events) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, between_looks, [this] { return finished_; });
        events.swap(events_);
        return finished_;
    }

  private:
    void add(Event event) {
        const std::lock_guard lock(mutex_);
        const bool replaces = !events_.empty() && events_.back().stage == event.stage &&
                              event.stage != "search" && event.stage != "note";
        if (replaces) {
            events_.back() = std::move(event);
        } else {
            events_.push_back(std::move(event));
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Event> events_;
    bool finished_ = false;
    std::atomic<bool> stop_{false};
};

// `raised` gets what the report or a signal's handler raises.
void show(const nb::object& report, const std::vector<Event>& events,
          std::optional<nb::python_error>& raised) {
    try {
        if (!report.is_none()) {
            for (const Event& event : events) report(event.stage, event.done, event.total, event.text);
        }
        if (PyErr_CheckSignals() != 0) throw nb::python_error();
    } catch (nb::python_error& error) {
        raised.emplace(error);
    }
}

[[noreturn]] void raise_instead(nb::python_error& raised, const std::optional<Error>& error) {
    const bool by_user = raised.matches(PyExc_KeyboardInterrupt);
    if (by_user && error && error->kind == ErrorKind::interrupted) {
        const nb::object type = exception_class(ErrorKind::interrupted);
        nb::raise_from(raised, type, "%s", in_python(error->message).c_str());
        throw nb::python_error();
    }
    throw raised;
}

}  // namespace

void in_background(const nb::object& report, const std::function<std::optional<Error>(Progress&)>& work) {
    EventQueue queue;
    std::optional<Error> error;
    std::jthread worker([&] {
        error = work(queue);
        queue.finish();
    });
    std::optional<nb::python_error> raised;
    for (bool finished = false; !finished;) {
        std::vector<Event> events;
        {
            const nb::gil_scoped_release release;
            finished = queue.fetch(events);
            if (finished) worker.join();
        }
        if (raised) continue;
        show(report, events, raised);
        if (raised) queue.stop();
    }
    if (raised) raise_instead(*raised, error);
}

}  // namespace nanonas::python
