// A library for ../rule_cache_test.cc, built with different FRAME_BYTES whose instructions have the
// same length unless a sanitizer adds to them.

extern "C" [[gnu::no_sanitize_address, gnu::no_sanitize_thread]] void CallBack(void (*function)()) {
  char frame[FRAME_BYTES];
  asm volatile("" : : "r"(frame) : "memory");  // it is needed
  function();
  asm volatile("" : : "r"(frame) : "memory");
}
