// A chart with fixed buckets, each with a label: one counter per label.
//
//   enum class Client { kVscode, kVim, kOther };
//   constinit telemetry::LabeledCounter clients("mytool/client", {"vscode", "vim", "other"});
//
//   clients.Inc(Client::kVim);                           // counts "mytool/client:vim"
//
// Names are built at compile time. Counting selects one of the counters, without string work or
// allocation, and costs the same as Counter::Inc(). Only buckets that were counted appear in the
// counter file.
//
// Thread-safe and async-signal-safe. Like Counter, a global or otherwise never destroyed.

#ifndef COUNTER_LABELED_COUNTER_H_
#define COUNTER_LABELED_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/string_view.h"
#include "counter/counter.h"

namespace telemetry {

template <size_t kLabels>
class LabeledCounter {
 public:
  // The longest "chart:label", in bytes. With a longer one a constinit variable does not compile;
  // in any other variable the name is cut.
  static constexpr size_t kMaxNameBytes = 80;

  constexpr LabeledCounter(absl::string_view chart, const char* const (&labels)[kLabels]) noexcept
      : LabeledCounter(chart, labels, std::make_index_sequence<kLabels>()) {}

  LabeledCounter(const LabeledCounter&) = delete;
  LabeledCounter& operator=(const LabeledCounter&) = delete;

  // Counts one event, or `n` events, in the bucket at `index`, a number or an enumerator. An index
  // without a label counts nothing.
  template <typename Index>
  void Inc(Index index) noexcept {
    if (Has(index)) counters_[static_cast<size_t>(index)].Inc();
  }
  template <typename Index>
  void Add(Index index, uint64_t n) noexcept {
    if (Has(index)) counters_[static_cast<size_t>(index)].Add(n);
  }

  // "chart:label" of the label at `index`. Precondition: there is one.
  template <typename Index>
  absl::string_view name(Index index) const {
    return counters_[static_cast<size_t>(index)].name();
  }

 private:
  // A name, stored where its counter can refer to it.
  class Name {
   public:
    constexpr absl::string_view Set(absl::string_view chart, absl::string_view label) noexcept {
      Append(chart);
      Append(":");
      Append(label);
      return {bytes_, size_};
    }

   private:
    constexpr void Append(absl::string_view text) noexcept {
      for (const char c : text) {
        if (size_ == kMaxNameBytes) return NameIsTooLong();
        bytes_[size_++] = c;
      }
    }
    // Not constexpr, so that a constinit variable cannot call it.
    static void NameIsTooLong() noexcept {}

    char bytes_[kMaxNameBytes] = {};
    size_t size_ = 0;
  };

  template <size_t... kIndex>
  constexpr LabeledCounter(absl::string_view chart, const char* const (&labels)[kLabels],
                           std::index_sequence<kIndex...>) noexcept
      : counters_{Counter(names_[kIndex].Set(chart, labels[kIndex]))...} {}

  // A negative number becomes a large one.
  template <typename Index>
  static constexpr bool Has(Index index) {
    return static_cast<size_t>(index) < kLabels;
  }

  Name names_[kLabels];
  Counter counters_[kLabels];
};

}  // namespace telemetry

#endif  // COUNTER_LABELED_COUNTER_H_
