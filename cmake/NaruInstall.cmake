# naru as a package: find_package(naru) gives naru::naru, and `pkg-config naru` its flags. If the
# simulation was built, there are naru::simulation and `pkg-config naru-simulation` too; and the same
# holds for naru::tls, naru::web and naru::watch.
#
# There are two components: naru_runtime is what a program needs when it runs, and naru_development
# is what one needs to build it. Of a static library all but the documents is for building.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
include(NaruPkgConfig)
include(NaruSbom)

set(naru_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/naru")
set(naru_document_dir "${CMAKE_INSTALL_DATAROOTDIR}/doc/naru")

# naru_install_part(<name> <folder> <export>): the library naru_<name> whose headers are in
# <folder>/include, and naru-<name>.pc, if the library is built. <export> is the set of its target.
function(naru_install_part name folder export)
  if(NOT TARGET naru_${name})
    return()
  endif()
  install(TARGETS naru_${name} EXPORT ${export}
    ARCHIVE COMPONENT naru_development
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/${folder}/include/naru" TYPE INCLUDE
    COMPONENT naru_development)
  naru_pkg_config_of_part(${name} "${PROJECT_BINARY_DIR}/naru-${name}.pc")
  install(FILES "${PROJECT_BINARY_DIR}/naru-${name}.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT naru_development)
endfunction()

install(TARGETS naru EXPORT naru-targets
  RUNTIME COMPONENT naru_runtime
  LIBRARY COMPONENT naru_runtime NAMELINK_COMPONENT naru_development
  ARCHIVE COMPONENT naru_development
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/include/naru" TYPE INCLUDE
  COMPONENT naru_development)
naru_install_part(simulation backends/simulated naru-targets)
# TLS is in a file of its own, so that a program without TLS needs no OpenSSL.
naru_install_part(tls components/tls naru-tls-targets)
naru_install_part(web components/web naru-targets)
naru_install_part(watch components/watch naru-targets)
install(EXPORT naru-targets NAMESPACE naru:: DESTINATION "${naru_package_dir}"
  COMPONENT naru_development)
if(TARGET naru_tls)
  install(EXPORT naru-tls-targets NAMESPACE naru:: DESTINATION "${naru_package_dir}"
    COMPONENT naru_development)
endif()

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

naru_sbom("${PROJECT_BINARY_DIR}/naru.spdx.json")
install(
  FILES LICENSE THIRD_PARTY.md CHANGELOG.md "${PROJECT_BINARY_DIR}/naru.spdx.json"
  DESTINATION "${naru_document_dir}" COMPONENT naru_runtime)
