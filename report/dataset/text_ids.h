// Numbers distinct texts in the order in which they first occur.
//
//   TextIds ids;
//   uint32_t id = ids.Id("linux");   // 0; and again 0 the next time
//   ids.texts()[id];                 // "linux"
//
// A dataset has millions of counters and few names: a known text of 40 bytes costs about a third of
// what it costs in absl::flat_hash_map, whose hash function is not inlined. Each process hashes with
// a number of its own, so that nobody can make texts that all have the same hash.
//
// Not thread-safe.

#ifndef REPORT_DATASET_TEXT_IDS_H_
#define REPORT_DATASET_TEXT_IDS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/string_view.h"

namespace telemetry::report_internal {

class TextIds {
 public:
  // Copies a new text; a known one costs a lookup. There are at most 2^32 - 1 texts.
  uint32_t Id(absl::string_view text) {
    const uint64_t hash = Hash(text);
    size_t place = Place(hash);
    while (slots_[place].number != 0) {
      const Slot& slot = slots_[place];
      if (slot.check == Check(hash) && slot.size == text.size() &&
          IsEqual(slot.data, text.data(), text.size())) {
        return slot.number - 1;
      }
      place = (place + 1) & (slots_.size() - 1);
    }
    return Add(text, hash);
  }

  // Likewise, and quicker if it is the text of the last call of this function.
  uint32_t IdOfRepeated(absl::string_view text) {
    if (last_.number != 0 && last_.size == text.size() &&
        IsEqual(last_.data, text.data(), text.size())) {
      return last_.number - 1;
    }
    const uint32_t id = Id(text);
    const std::string& own = texts_[id];
    last_ = {own.data(), own.size(), 0, id + 1};
    return id;
  }

  // By id. References stay valid when texts are added.
  const std::deque<std::string>& texts() const { return texts_; }

 private:
  // A text of `texts_`.
  struct Slot {
    const char* data = nullptr;
    size_t size = 0;
    // What the rest of the hash is, so that few other texts are looked at.
    uint32_t check = 0;
    // The id + 1; 0 if the slot is free.
    uint32_t number = 0;
  };

  static uint64_t Seed() {
    static const uint64_t seed = (uint64_t{std::random_device()()} << 32) | std::random_device()();
    return seed;
  }

  size_t Place(uint64_t hash) const { return static_cast<size_t>(hash) & (slots_.size() - 1); }
  static uint32_t Check(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

  static uint64_t Load(const char* data) {
    uint64_t value;
    std::memcpy(&value, data, sizeof(value));
    return value;
  }

  static uint64_t Mix(uint64_t a, uint64_t b) {
    const absl::uint128 product = absl::uint128(a) * b;
    return absl::Uint128High64(product) ^ absl::Uint128Low64(product);
  }

  // Sixteen bytes at a time; the last sixteen may overlap those before.
  uint64_t Hash(absl::string_view text) const {
    constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;
    uint64_t hash = seed_ ^ text.size();
    if (text.size() < 16) {
      char padded[16] = {};
      // An empty view may be of no text at all, which must not be copied from.
      if (!text.empty()) std::memcpy(padded, text.data(), text.size());
      return Mix(Load(padded) ^ kOdd, Load(padded + 8) ^ hash);
    }
    const char* const last = text.data() + text.size() - 16;
    for (const char* data = text.data(); data < last; data += 16) {
      hash = Mix(Load(data) ^ kOdd, Load(data + 8) ^ hash);
    }
    return Mix(Load(last) ^ kOdd, Load(last + 8) ^ hash);
  }

  // Not memcmp(), whose call costs more than most comparisons.
  static bool IsEqual(const char* a, const char* b, size_t size) {
    if (size < 8) return size == 0 || std::memcmp(a, b, size) == 0;
    for (size_t i = 0; i + 8 < size; i += 8) {
      if (Load(a + i) != Load(b + i)) return false;
    }
    return Load(a + size - 8) == Load(b + size - 8);
  }

  uint32_t Add(absl::string_view text, uint64_t hash) {
    const std::string& own = texts_.emplace_back(text);
    const auto number = static_cast<uint32_t>(texts_.size());
    Put({own.data(), own.size(), Check(hash), number}, hash);
    // At most half of the slots are taken.
    if (2 * texts_.size() >= slots_.size()) Grow();
    return number - 1;
  }

  void Put(Slot slot, uint64_t hash) {
    size_t place = Place(hash);
    while (slots_[place].number != 0) place = (place + 1) & (slots_.size() - 1);
    slots_[place] = slot;
  }

  void Grow() {
    const std::vector<Slot> taken = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
    for (const Slot& slot : taken) {
      if (slot.number != 0) Put(slot, Hash({slot.data, slot.size}));
    }
  }

  const uint64_t seed_ = Seed();
  std::deque<std::string> texts_;
  // What IdOfRepeated() was last asked for; it has no check.
  Slot last_;
  // A power of 2 of them.
  std::vector<Slot> slots_ = std::vector<Slot>(64);
};

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_TEXT_IDS_H_
