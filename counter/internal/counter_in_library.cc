// A library with a variable where registry_test.cc takes a counter to be: nothing is counted there.

extern "C" {
extern long counter_in_library[16];
long counter_in_library[16] = {};
}
