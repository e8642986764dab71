// The files whose base names a frame may always have: those of the C and C++ run-time libraries, which
// processes on most machines have loaded.
//
//   IsSystemLibrary("libstdc++.so.6");  // true
//   IsSystemLibrary("libjohns.so.1");   // false
//
// Their build IDs are not among what a frame may always have: a distribution's build is shared by many,
// but somebody's own is not, and the two look alike.
//
// Pure.

#ifndef REPORT_SYSTEM_LIBRARY_H_
#define REPORT_SYSTEM_LIBRARY_H_

#include "absl/strings/string_view.h"

namespace telemetry {

// Whether `file` is one of these, with a version of one or two digits in place of N:
//   libc.so.N libm.so.N libmvec.so.N libpthread.so.N libdl.so.N librt.so.N libresolv.so.N libanl.so.N
//   libutil.so.N ld-linux.so.N ld-linux-x86-64.so.N ld-linux-aarch64.so.N ld-linux-armhf.so.N
//   linux-vdso.so.N libstdc++.so.N libgcc_s.so.N libatomic.so.N libgomp.so.N libc++.so.N
//   libc++abi.so.N libunwind.so.N libomp.so.N libasan.so.N libubsan.so.N libtsan.so.N liblsan.so.N
bool IsSystemLibrary(absl::string_view file);

}  // namespace telemetry

#endif  // REPORT_SYSTEM_LIBRARY_H_
