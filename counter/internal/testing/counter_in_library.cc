// A library with a variable that ../registry_test.cc treats as a counter; nothing is counted there.

extern "C" {
extern long counter_in_library[16];
long counter_in_library[16] = {};
}
