# An overlay port: it builds the clone in which it stands.
get_filename_component(source "${CURRENT_PORT_DIR}/../.." ABSOLUTE)

vcpkg_check_features(OUT_FEATURE_OPTIONS backends
  FEATURES
    asio NARU_BACKEND_ASIO)

vcpkg_cmake_configure(
  SOURCE_PATH "${source}"
  OPTIONS
    ${backends}
    -DNARU_BUILD_TESTS=OFF
    -DNARU_BUILD_SAMPLES=OFF
    -DNARU_INSTALL=ON
    -DNARU_TLS=OFF
    -DNARU_WEB_DEFLATE=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/naru)
vcpkg_fixup_pkgconfig()
vcpkg_copy_pdbs()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
file(INSTALL "${CURRENT_PORT_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${source}/LICENSE" "${source}/THIRD_PARTY.md")
