# naru as a package: find_package(naru) gives naru::naru, and `pkg-config naru` its flags. If the
# simulation was built, there are naru::simulation and `pkg-config naru-simulation` too; and if TLS was,
# naru::tls and `pkg-config naru-tls`.
#
# There are two components: naru_runtime is what a program needs when it runs, and naru_development
# is what one needs to build it. Of a static library all but the documents is for building.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
include(NaruPkgConfig)
include(NaruSbom)

set(naru_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/naru")
set(naru_document_dir "${CMAKE_INSTALL_DATAROOTDIR}/doc/naru")

install(TARGETS naru EXPORT naru-targets
  RUNTIME COMPONENT naru_runtime
  LIBRARY COMPONENT naru_runtime NAMELINK_COMPONENT naru_development
  ARCHIVE COMPONENT naru_development
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/include/naru" TYPE INCLUDE
  COMPONENT naru_development)
if(TARGET naru_simulation)
  install(TARGETS naru_simulation EXPORT naru-targets
    ARCHIVE COMPONENT naru_development
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/backends/simulated/include/naru" TYPE INCLUDE
    COMPONENT naru_development)
endif()
if(TARGET naru_tls)
  # In a file of their own, so that a program without TLS needs no OpenSSL.
  install(TARGETS naru_tls EXPORT naru-tls-targets
    ARCHIVE COMPONENT naru_development
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/components/tls/include/naru" TYPE INCLUDE
    COMPONENT naru_development)
  install(EXPORT naru-tls-targets NAMESPACE naru:: DESTINATION "${naru_package_dir}"
    COMPONENT naru_development)
endif()
install(EXPORT naru-targets NAMESPACE naru:: DESTINATION "${naru_package_dir}"
  COMPONENT naru_development)

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/naru-config.cmake.in" "${PROJECT_BINARY_DIR}/naru-config.cmake"
  INSTALL_DESTINATION "${naru_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/naru-config-version.cmake"
  COMPATIBILITY ${NARU_COMPATIBILITY})
install(
  FILES "${PROJECT_BINARY_DIR}/naru-config.cmake" "${PROJECT_BINARY_DIR}/naru-config-version.cmake"
  DESTINATION "${naru_package_dir}" COMPONENT naru_development)

naru_pkg_config("${PROJECT_BINARY_DIR}/naru.pc")
install(FILES "${PROJECT_BINARY_DIR}/naru.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT naru_development)

if(TARGET naru_simulation)
  naru_pkg_config_of_simulation("${PROJECT_BINARY_DIR}/naru-simulation.pc")
  install(FILES "${PROJECT_BINARY_DIR}/naru-simulation.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT naru_development)
endif()

if(TARGET naru_tls)
  naru_pkg_config_of_tls("${PROJECT_BINARY_DIR}/naru-tls.pc")
  install(FILES "${PROJECT_BINARY_DIR}/naru-tls.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT naru_development)
endif()

naru_sbom("${PROJECT_BINARY_DIR}/naru.spdx.json")
install(
  FILES LICENSE THIRD_PARTY.md CHANGELOG.md "${PROJECT_BINARY_DIR}/naru.spdx.json"
  DESTINATION "${naru_document_dir}" COMPONENT naru_runtime)
