from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, rmdir


class NaruRecipe(ConanFile):
    """Builds the clone in which it stands."""

    name = "naru"
    version = "0.2.0"
    license = "MIT"
    description = "Completion-based networking: I/O completion ports on Windows, Asio elsewhere"
    package_type = "library"
    settings = "os", "compiler", "build_type", "arch"
    options = {"shared": [True, False], "with_asio": [True, False]}
    default_options = {"shared": False, "with_asio": True}

    def export_sources(self):
        root = Path(self.recipe_folder).parent.parent
        for part in ("CMakeLists.txt", "LICENSE", "THIRD_PARTY.md", "CHANGELOG.md",
                     "cmake/*", "core/*", "backends/*", "components/*"):
            copy(self, part, src=root, dst=self.export_sources_folder)

    def config_options(self):
        if self.settings.os == "Windows":
            self.options.with_asio = False  # the backend there is the completion port

    def requirements(self):
        if self.options.with_asio:
            self.requires("asio/[>=1.22.1 <2]", visible=False)

    def build_requirements(self):
        self.tool_requires("cmake/[>=3.22]")

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["NARU_BACKEND_ASIO"] = bool(self.options.with_asio)
        toolchain.cache_variables["NARU_BUILD_TESTS"] = False
        toolchain.cache_variables["NARU_BUILD_SAMPLES"] = False
        toolchain.cache_variables["NARU_INSTALL"] = True
        # They would need targets of their own.
        toolchain.cache_variables["NARU_SIMULATION"] = False
        toolchain.cache_variables["NARU_TLS"] = False
        toolchain.cache_variables["NARU_WEB"] = False
        toolchain.cache_variables["NARU_WEB_DEFLATE"] = False
        toolchain.cache_variables["NARU_WATCH"] = False
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        for licence in ("LICENSE", "THIRD_PARTY.md"):
            copy(self, licence, src=self.source_folder, dst=Path(self.package_folder) / "licenses")
        # Conan writes these itself, from package_info.
        for generated in ("lib/cmake", "lib/pkgconfig"):
            rmdir(self, Path(self.package_folder) / generated)

    def package_info(self):
        self.cpp_info.libs = ["naru"]
        self.cpp_info.set_property("cmake_file_name", "naru")
        self.cpp_info.set_property("cmake_target_name", "naru::naru")
        self.cpp_info.set_property("pkg_config_name", "naru")
        if self.settings.os == "Windows":
            self.cpp_info.system_libs = ["ws2_32", "mswsock", "ntdll", "winmm"]
            if self.options.shared:
                self.cpp_info.defines = ["NARU_SHARED"]
        else:
            self.cpp_info.system_libs = ["pthread"]
