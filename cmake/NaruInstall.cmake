# naru as a package: find_package(naru) gives naru::naru.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(naru_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/naru")

install(TARGETS naru EXPORT naru-targets INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/include/naru" TYPE INCLUDE)
install(EXPORT naru-targets NAMESPACE naru:: DESTINATION "${naru_package_dir}")

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/naru-config.cmake.in" "${PROJECT_BINARY_DIR}/naru-config.cmake"
  INSTALL_DESTINATION "${naru_package_dir}")
# Before 1.0 each minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/naru-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(
  FILES "${PROJECT_BINARY_DIR}/naru-config.cmake" "${PROJECT_BINARY_DIR}/naru-config-version.cmake"
  DESTINATION "${naru_package_dir}")
