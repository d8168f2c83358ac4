# SPDX-License-Identifier: MIT
"""What others get: the installed library, its packages, its reference. The commands are those of docs/cpp.md."""
import concurrent.futures
import os
import re
import shutil
import subprocess
import tarfile

import pytest

from conftest import NANONAS, ROOT

PAGE = (ROOT / "docs/cpp.md").read_text()
HEADERS = {path.name for path in (ROOT / "include/nanonas").iterdir()}
MPI = "NANONAS_MPI:BOOL=ON" in (ROOT / "build/CMakeCache.txt").read_text()


def block(heading, language="sh"):
    """The first block of a section of the page."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.search(rf"```{language}\n(.*?)```", section, re.DOTALL).group(1)


def run(home, script, cwd=ROOT, code=0):
    """Runs a block as a user whose home is `home`, in the clone."""
    environment = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    done = subprocess.run(["bash", "-ec", script], cwd=cwd, env=environment, text=True, capture_output=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with nanonas in it, moved since it was installed there."""
    before, home = (tmp_path_factory.mktemp("install") / name for name in ("before", "moved"))
    before.mkdir()
    run(before, block("Installing"))
    return before.rename(home)


@pytest.fixture(scope="module")
def prefix(home):
    return home / "nanonas"


@pytest.fixture(scope="module")
def example(home):
    """The example as a CMake project, built and run."""
    return home / "examples", run(home, block("With CMake"))


@pytest.fixture(scope="module")
def packages(home):
    """The contents of the Debian packages, by their names."""
    run(home, block("Debian packages"))
    folders = {}
    for file in (home / "packages").glob("*.deb"):
        name = file.name.split("_")[0]
        folders[name] = file, home / "unpacked" / name
        folders[name][1].mkdir(parents=True)
        subprocess.run(["dpkg-deb", "-x", *folders[name]], check=True)
    return folders


def field(package, name):
    return subprocess.run(["dpkg-deb", "-f", package[0], name], check=True, text=True, capture_output=True).stdout.strip()


# The installed folder

def test_what_is_installed_is_what_others_use_and_nothing_else(prefix):
    documents = {"LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "CITATION.cff", "examples/pipeline.cpp",
                 "examples/find_package/CMakeLists.txt"}
    documents |= {f"docs/{path.name}" for path in (ROOT / "docs").iterdir() if path.suffix in (".md", ".svg")}
    expected = {"bin/nanonas", "lib/libnanonas.a", "lib/pkgconfig/nanonas.pc", "share/man/man1/nanonas.1",
                "share/bash-completion/completions/nanonas", "share/zsh/site-functions/_nanonas",
                "share/fish/vendor_completions.d/nanonas.fish"}
    expected |= {f"share/doc/nanonas/{name}" for name in documents} | {f"include/nanonas/{name}" for name in HEADERS}
    expected |= {f"lib/cmake/nanonas/nanonas-{name}.cmake" for name in
                 ("config", "config-version", "targets", "targets-release")}
    if MPI:
        expected |= {"bin/nanonas-mpi", "share/man/man1/nanonas-mpi.1"}
    assert files(prefix) == expected


def test_nothing_in_it_names_the_folders_of_its_build(prefix):
    for path in [*prefix.glob("lib/*/**/*.*"), prefix / "bin/nanonas"]:
        if path.is_file():
            content = path.read_bytes()
            for folder in (ROOT, prefix.parent.with_name("before")):
                assert str(folder).encode() not in content, path


def test_the_program_its_manual_page_and_its_completions_are_those_of_the_build(prefix, nanonas):
    done = subprocess.run([prefix / "bin/nanonas", "--version"], text=True, capture_output=True)
    assert done.stdout == nanonas("--version").stdout
    assert (prefix / "share/man/man1/nanonas.1").read_text() == nanonas("man").stdout
    for shell, path in {"bash": "bash-completion/completions/nanonas", "zsh": "zsh/site-functions/_nanonas",
                        "fish": "fish/vendor_completions.d/nanonas.fish"}.items():
        assert (prefix / "share" / path).read_text() == nanonas("completion", shell).stdout


def test_each_public_header_compiles_alone(prefix):
    compiler = [shutil.which("ccache")] if shutil.which("ccache") else []
    compiler += ["g++", "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Iinclude", "-c", "-o"]

    def complaints(name):  # in the prefix, whose own name ccache so need not know
        source = prefix.parent / f"{name}.cpp"
        source.write_text(f'#include "nanonas/{name}"\n')
        return subprocess.run([*compiler, f"../{name}.o", f"../{name}.cpp"], cwd=prefix, text=True, capture_output=True).stderr
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        assert dict(zip(HEADERS, pool.map(complaints, HEADERS))) == dict.fromkeys(HEADERS, "")


def test_public_headers_include_one_another_the_standard_library_fmt_and_tl_expected(prefix):
    included = {word for name in HEADERS
                for word in re.findall(r'#include ([<"].*[>"])', (prefix / "include/nanonas" / name).read_text())}
    others = {word for word in included if not re.fullmatch(r'"nanonas/\w+\.h"|<[a-z_]+>', word)}
    assert others == {"<fmt/format.h>", "<tl/expected.hpp>"}


# Other programs

def test_the_page_shows_the_example_project_as_it_is():
    licence_and_comment = 2
    project = (ROOT / "examples/find_package/CMakeLists.txt").read_text().split("\n", licence_and_comment)[-1]
    assert block("With CMake", "cmake") == project


def test_a_cmake_project_finds_the_library_builds_and_runs(example, nanonas):
    folder, said = example
    assert re.search(r"\(\d+,\d+\) with [0-9.]+ in \d+ bytes", said)
    assert "CONV_2D" in nanonas("inspect", folder / "signs.tflite").stdout


def test_pkg_config_gives_the_same_program(home, example):
    run(home, block("With pkg-config"))
    folder, _ = example
    assert (folder / "signs-too.tflite").read_bytes() == (folder / "signs.tflite").read_bytes()


def test_pkg_config_knows_all_that_linking_needs(prefix):
    environment = {**os.environ, "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")}

    def answer(*words):
        return subprocess.run(["pkg-config", *words, "nanonas"], env=environment, check=True, text=True,
                              capture_output=True).stdout
    needed = re.findall(r"NEEDED.*\[lib(\w+)\.so", subprocess.run(["readelf", "-d", NANONAS], check=True, text=True,
                                                                  capture_output=True).stdout)
    assert set(needed) - {"stdc++", "m", "gcc_s", "c"} <= set(re.findall(r"-l(\S+)", answer("--libs")))
    assert answer("--modversion") == subprocess.run([NANONAS, "--version"], text=True, capture_output=True).stdout
    answer("--exists", "--static")


def test_errors_are_shown_as_the_page_shows_them(home, prefix):
    (home / "cost.cpp").write_text(block("Errors, and what a network costs", "cpp"))
    environment = f"export PKG_CONFIG_PATH='{prefix}/lib/pkgconfig'; "
    run(home, environment + "g++ -std=c++20 ~/cost.cpp $(pkg-config --cflags --libs nanonas) -o ~/cost")
    assert re.fullmatch(r"\(\d,4\) needs \d+ bytes of RAM .*\n", run(home, "~/cost STM32L010RBT6"))
    assert "did you mean STM32L010RBT6" in run(home, "~/cost STM32L01", code=1)


def test_a_version_with_other_headers_is_refused(prefix, tmp_path):
    (tmp_path / "CMakeLists.txt").write_text("""cmake_minimum_required(VERSION 3.24)
        project(asking LANGUAGES CXX)
        foreach(version IN ITEMS 0.1 0.1.0 0.0 0.2 1.0)
          find_package(nanonas ${version} QUIET)
          message(STATUS "asked for ${version}: ${nanonas_FOUND}")
          unset(nanonas_DIR CACHE)
        endforeach()
    """)
    said = run(tmp_path, f"cmake -S . -B build -DCMAKE_PREFIX_PATH='{prefix}'", cwd=tmp_path)
    assert re.findall("asked for (.*)", said) == ["0.1: 1", "0.1.0: 1", "0.0: 0", "0.2: 0", "1.0: 0"]


def test_a_missing_library_is_named(prefix, tmp_path):
    said = run(tmp_path, f"cmake -S '{ROOT}/examples/find_package' -B build -DCMAKE_PREFIX_PATH='{prefix}' "
                         "-DCMAKE_DISABLE_FIND_PACKAGE_TBB=ON", cwd=tmp_path, code=1)
    assert "TBB" in said and "nanonas" in said


# Packages

def test_the_debian_packages_hold_the_installed_files_where_debian_has_them(prefix, packages):
    assert set(packages) == {"nanonas", "libnanonas-dev"} | ({"nanonas-mpi"} if MPI else set())
    packed = {path for _, folder in packages.values() for path in files(folder / "usr")}
    expected = {path.replace("zsh/site-functions", "zsh/vendor-completions").replace("man1/nanonas.1", "man1/nanonas.1.gz")
                .replace("man1/nanonas-mpi.1", "man1/nanonas-mpi.1.gz") for path in files(prefix)}
    expected -= {"share/doc/nanonas/LICENSE", "share/doc/nanonas/NOTICE"}
    expected |= {"share/doc/nanonas/copyright", "share/doc/nanonas/changelog.gz"}
    expected |= {f"share/doc/{name}" for name in packages if name != "nanonas"}
    assert packed == expected
    _, folder = packages["libnanonas-dev"]
    assert not files(folder) & files(packages["nanonas"][1])
    assert {path.split("/")[1] for path in files(folder)} == {"include", "lib", "share"}


def test_the_unpacked_program_runs_and_its_manual_page_is_read(packages, nanonas):
    _, folder = packages["nanonas"]
    done = subprocess.run([folder / "usr/bin/nanonas", "--version"], text=True, capture_output=True)
    assert done.stdout == nanonas("--version").stdout
    page = subprocess.run(["gzip", "-dc", folder / "usr/share/man/man1/nanonas.1.gz"], text=True, capture_output=True)
    assert page.stdout == nanonas("man").stdout


def test_the_packages_depend_on_what_they_need(prefix, packages):
    program = field(packages["nanonas"], "Depends")
    for needed in ("libc6", "libfmt", "libgif7", "libheif1", "libhwy1", "libjpeg", "libpng16", "libtbb12", "libtiff6", "libtomlplusplus", "libwebp"):
        assert needed in program
    library = field(packages["libnanonas-dev"], "Depends").split(", ")
    assert library[0] == f"nanonas (= {field(packages['nanonas'], 'Version')})"
    modules = re.search(r"Requires: (.*)", (prefix / "lib/pkgconfig/nanonas.pc").read_text()).group(1).split()
    found = subprocess.run(["dpkg", "-S", "include/tl/expected.hpp", *(f"pkgconfig/{module}.pc" for module in modules)],
                           check=True, text=True, capture_output=True).stdout
    owners = {line.split(":")[0] for line in found.splitlines()}
    owners = {re.sub(r"libjpeg.*-dev", "libjpeg-dev", owner) for owner in owners}
    assert owners <= set(library)


def test_the_packages_say_who_what_and_under_which_licence(packages):
    for package in packages.values():
        assert re.fullmatch(r".+ <.+@.+>", field(package, "Maintainer"))
        assert field(package, "Section") in ("science", "libdevel")
        description = field(package, "Description").splitlines()
        assert len(description) > 1 and all(len(line) <= 80 for line in description)
    copyright = (packages["nanonas"][1] / "usr/share/doc/nanonas/copyright").read_text()
    assert (ROOT / "LICENSE").read_text() in copyright and (ROOT / "NOTICE").read_text() in copyright


def test_the_archive_holds_what_is_installed(home, prefix):
    run(home, block("Debian packages").replace("-G DEB", "-G TGZ"))
    archive, = (home / "packages").glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {member.name.split("/", 1)[1] for member in opened if not member.isdir()}
    assert names == files(prefix)


# The reference

def test_the_reference_is_built_without_a_warning_and_knows_each_header(tmp_path):
    run(tmp_path, block("The headers"))
    index = (ROOT / "build/docs/files.html").read_text()
    assert all(name in index for name in HEADERS)


def test_the_page_names_headers_that_are_there():
    assert set(re.findall(r"`(\w+\.h)`", PAGE)) <= HEADERS
