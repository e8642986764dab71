// A library for ../rule_cache_test.cc, built with different FRAME_BYTES whose instructions have the
// same length, without sanitizers, which would add to them.

extern "C" void CallBack(void (*function)()) {
  char frame[FRAME_BYTES];
  asm volatile("" : : "r"(frame) : "memory");  // it is needed
  function();
  asm volatile("" : : "r"(frame) : "memory");
}
