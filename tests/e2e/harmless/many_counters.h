// A thousand counters, "many/000" to "many/999":
//
//   constinit subject::Counter many[] = {SUBJECT_THOUSAND_COUNTERS};

#ifndef TESTS_E2E_HARMLESS_MANY_COUNTERS_H_
#define TESTS_E2E_HARMLESS_MANY_COUNTERS_H_

#include "tests/e2e/harmless/subject_telemetry.h"

// Macros, because the names are literals.
#define SUBJECT_ONE(name) ::subject::Counter(name)
#define SUBJECT_TEN(name)                                                                         \
  SUBJECT_ONE(name "0"), SUBJECT_ONE(name "1"), SUBJECT_ONE(name "2"), SUBJECT_ONE(name "3"),     \
      SUBJECT_ONE(name "4"), SUBJECT_ONE(name "5"), SUBJECT_ONE(name "6"), SUBJECT_ONE(name "7"), \
      SUBJECT_ONE(name "8"), SUBJECT_ONE(name "9")
#define SUBJECT_HUNDRED(name)                                                                     \
  SUBJECT_TEN(name "0"), SUBJECT_TEN(name "1"), SUBJECT_TEN(name "2"), SUBJECT_TEN(name "3"),     \
      SUBJECT_TEN(name "4"), SUBJECT_TEN(name "5"), SUBJECT_TEN(name "6"), SUBJECT_TEN(name "7"), \
      SUBJECT_TEN(name "8"), SUBJECT_TEN(name "9")
#define SUBJECT_THOUSAND_COUNTERS                                                      \
  SUBJECT_HUNDRED("many/0"), SUBJECT_HUNDRED("many/1"), SUBJECT_HUNDRED("many/2"),     \
      SUBJECT_HUNDRED("many/3"), SUBJECT_HUNDRED("many/4"), SUBJECT_HUNDRED("many/5"), \
      SUBJECT_HUNDRED("many/6"), SUBJECT_HUNDRED("many/7"), SUBJECT_HUNDRED("many/8"), \
      SUBJECT_HUNDRED("many/9")

#endif  // TESTS_E2E_HARMLESS_MANY_COUNTERS_H_
