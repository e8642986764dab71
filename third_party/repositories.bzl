"""Every dependency of this project, under its upstream repository name and labels.

A workspace that depends on this one calls

    load("@telemetry//third_party:repositories.bzl", "telemetry_repositories")

    telemetry_repositories()

and, only if it builds this project's Python targets, also telemetry_toolchains().

A repository that the calling workspace has already declared is left alone.
"""

load("//third_party:system_repository.bzl", "system_repository")
load("//third_party/absl:absl_repository.bzl", "absl_repository")
load("//third_party/npm:npm_repository.bzl", "npm_repository")
load("//third_party/pypi:python_environment.bzl", "python_environment")
load("//third_party/python:other_pythons.bzl", "OTHER_PYTHONS", "other_python", "repository_of")

_INCLUDE = "/usr/include/"

def _absent(name):
    return not native.existing_rule(name)

def _system(name, build_file, package, header, extra_files = {}, directory = ""):
    if not _absent(name):
        return
    files = {Label(build_file): directory + "/BUILD.bazel" if directory else "BUILD.bazel"}
    files.update({Label(source): path for source, path in extra_files.items()})
    system_repository(
        name = name,
        files = files,
        package = package,
        required_files = [_INCLUDE + header] if header else [],
    )

def _local(name, path):
    if _absent(name):
        native.local_repository(name = name, path = path)

def _npm(name, folder, build_file):
    if _absent(name):
        npm_repository(
            name = name,
            package_json = str(Label(folder + ":package.json")),
            package_lock = str(Label(folder + ":package-lock.json")),
            build_file = str(Label(build_file)),
        )

def _bazel_rules():
    """What Bazel's own defaults would otherwise download."""
    _local("bazel_skylib", "/usr/share/bazel/tools/skylib")
    _local("platforms", "/usr/share/bazel/tools/platforms")
    _local("rules_java", "/usr/share/bazel/rules/java")
    _local("rules_proto", "/usr/share/bazel/rules/proto")
    _system(
        name = "rules_cc",
        build_file = "//third_party/bazel:empty.BUILD",
        package = "bazel-bootstrap",
        header = None,
        extra_files = {
            "//third_party/bazel:rules_cc_defs.bzl": "cc/defs.bzl",
            "//third_party/bazel:rules_cc_package.BUILD": "cc/BUILD.bazel",
        },
    )
    _system(
        name = "remote_coverage_tools",
        build_file = "//third_party/bazel:remote_coverage_tools.BUILD",
        package = "bazel-bootstrap",
        header = None,
    )

def telemetry_repositories():
    """Declares every dependency, from the libraries that tools/setup installs."""
    _bazel_rules()
    if _absent("com_google_absl"):
        absl_repository(name = "com_google_absl")
    if _absent("com_google_protobuf"):
        native.new_local_repository(
            name = "com_google_protobuf",
            build_file = str(Label("//third_party/protobuf:protobuf.BUILD")),
            path = "/usr",
        )
    _system(
        name = "com_google_googletest",
        build_file = "//third_party/googletest:googletest.BUILD",
        package = "libgmock-dev",
        header = "gmock/gmock.h",
    )
    _system(
        name = "com_github_google_benchmark",
        build_file = "//third_party/benchmark:benchmark.BUILD",
        package = "libbenchmark-dev",
        header = "benchmark/benchmark.h",
    )
    _system(
        name = "com_github_tencent_rapidjson",
        build_file = "//third_party/rapidjson:rapidjson.BUILD",
        package = "rapidjson-dev",
        header = "rapidjson/reader.h",
    )
    _system(
        name = "com_github_simdjson",
        build_file = "//third_party/simdjson:simdjson.BUILD",
        package = "libsimdjson-dev",
        header = "simdjson.h",
    )
    _system(
        name = "org_sqlite",
        build_file = "//third_party/sqlite:sqlite.BUILD",
        package = "libsqlite3-dev",
        header = "sqlite3.h",
    )
    if _absent("org_postgresql"):
        system_repository(
            name = "org_postgresql",
            files = {Label("//third_party/libpq:libpq.BUILD"): "BUILD.bazel"},
            package = "libpq-dev",
            system_files = {
                _INCLUDE + "postgresql/" + header: "include/" + header
                for header in ["libpq-fe.h", "pg_config_ext.h", "postgres_ext.h"]
            },
        )
    _system(
        name = "com_github_cliutils_cli11",
        build_file = "//third_party/cli11:cli11.BUILD",
        package = "libcli11-dev",
        header = "CLI/CLI.hpp",
    )
    _system(
        name = "boost",
        build_file = "//third_party/boost:boost.BUILD",
        package = "libboost-dev",
        header = "boost/beast/http.hpp",
    )
    _system(
        name = "openssl",
        build_file = "//third_party/openssl:openssl.BUILD",
        package = "libssl-dev",
        header = "openssl/ssl.h",
    )
    _system(
        name = "zlib",
        build_file = "//third_party/zlib:zlib.BUILD",
        package = "zlib1g-dev",
        header = "zlib.h",
    )
    _system(
        name = "com_github_kainjow_mustache",
        build_file = "//third_party/mustache:mustache.BUILD",
        package = "libkainjow-mustache-dev",
        header = "kainjow/mustache.hpp",
    )
    _system(
        name = "org_sourceware_elfutils",
        build_file = "//third_party/elfutils:elfutils.BUILD",
        package = "libdw-dev",
        header = "elfutils/libdwfl.h",
    )
    _system(
        name = "com_github_facebook_zstd",
        build_file = "//third_party/zstd:zstd.BUILD",
        package = "libzstd-dev",
        header = "zstd.h",
    )
    if _absent("com_github_grpc_grpc"):
        system_repository(
            name = "com_github_grpc_grpc",
            files = {
                Label("//third_party/grpc:grpc.BUILD"): "BUILD.bazel",
                Label("//third_party/grpc:cc_grpc_library.bzl"): "bazel/cc_grpc_library.bzl",
                Label("//third_party/bazel:empty.BUILD"): "bazel/BUILD.bazel",
            },
            system_files = {"/usr/bin/grpc_cpp_plugin": "bin/grpc_cpp_plugin"},
            package = "libgrpc++-dev and protobuf-compiler-grpc",
            required_files = [_INCLUDE + "grpcpp/grpcpp.h"],
        )
    _system(
        name = "com_github_jupp0r_prometheus_cpp",
        build_file = "//third_party/prometheus_cpp:prometheus_cpp.BUILD",
        package = "prometheus-cpp-dev",
        header = "prometheus/counter.h",
        directory = "core",
    )
    if _absent("pybind11"):
        system_repository(
            name = "pybind11",
            files = {Label("//third_party/pybind11:pybind11.BUILD"): "BUILD.bazel"},
            system_files = {_INCLUDE + "python3.11": "python3.11"},
            package = "pybind11-dev and python3-dev",
            required_files = [_INCLUDE + "pybind11/pybind11.h", _INCLUDE + "python3.11/Python.h"],
        )
    _system(
        name = "system_python",
        build_file = "//third_party/python:python.BUILD",
        package = "python3",
        header = None,
    )
    _npm(
        name = "npm_front_end",
        folder = "//upload/web",
        build_file = "//third_party/npm:front_end.BUILD",
    )
    _npm(
        name = "npm_browser_tests",
        folder = "//tests/browser",
        build_file = "//third_party/npm:browser_tests.BUILD",
    )
    _npm(
        name = "npm_editors",
        folder = "//tests/editors",
        build_file = "//third_party/npm:editors.BUILD",
    )

    if _absent("pypi"):
        python_environment(
            name = "pypi",
            requirements = str(Label("//third_party/pypi:requirements.txt")),
        )

    if _absent("pypi_minimum"):
        python_environment(
            name = "pypi_minimum",
            requirements = str(Label("//third_party/pypi:minimum.txt")),
        )

    if _absent("pypi_wheel"):
        python_environment(
            name = "pypi_wheel",
            requirements = str(Label("//third_party/pypi:wheel.txt")),
        )

    for python, archive in OTHER_PYTHONS.items():
        if _absent(repository_of(python)):
            other_python(
                name = repository_of(python),
                pypi = "@pypi_wheel//:pypi_packages.py",
                python = python,
                sha256 = archive.sha256,
                version = archive.version,
            )

def telemetry_toolchains():
    """Registers the interpreter that Python targets run on."""
    native.register_toolchains("@system_python//:toolchain")
