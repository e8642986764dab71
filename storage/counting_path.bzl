"""How the code is compiled that a program links in order to count."""

# It uses no absl::Status, no exceptions and no time zones, so that little is linked.
COUNTING_PATH_COPTS = ["-fno-exceptions"]
