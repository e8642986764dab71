// Collects the X of every report, in 8 bytes each, to find those that several reports share.
//
//   XList list;  // one for each thread
//   list.Add(report.x);
//   std::vector<double> repeated = RepeatedXs(std::move(lists));
//
// Not thread-safe.

#ifndef REPORT_CHART_INTERNAL_X_LIST_H_
#define REPORT_CHART_INTERNAL_X_LIST_H_

#include <cstddef>
#include <vector>

namespace telemetry::report_internal {

class XList {
 public:
  void Add(double x);
  size_t size() const;

  // Appends the list to `all`, freeing it bit by bit so that nothing is held twice.
  void MoveTo(std::vector<double>& all);

 private:
  // Each has a fixed capacity: a growing vector holds up to three times its contents while it
  // grows.
  std::vector<std::vector<double>> chunks_;
};

// The Xs that occur more than once in all `lists` together, sorted, without duplicates.
std::vector<double> RepeatedXs(std::vector<XList> lists);

}  // namespace telemetry::report_internal

#endif  // REPORT_CHART_INTERNAL_X_LIST_H_
