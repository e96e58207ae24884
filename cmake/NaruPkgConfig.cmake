# Writes .pc files. Their paths begin at their own place, so that the folder of an unpacked archive may
# stand anywhere.

# Sets prefix, LIBDIR and INCLUDEDIR as a .pc file has them.
macro(naru_pkg_config_paths)
  set(pkg_config_dir "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig")
  file(RELATIVE_PATH prefix "${pkg_config_dir}" "${CMAKE_INSTALL_PREFIX}")
  string(REGEX REPLACE "/$" "" prefix "\${pcfiledir}/${prefix}")
  foreach(which IN ITEMS LIBDIR INCLUDEDIR)
    if(IS_ABSOLUTE "${CMAKE_INSTALL_${which}}")
      set(${which} "${CMAKE_INSTALL_${which}}")
    else()
      set(${which} "\${prefix}/${CMAKE_INSTALL_${which}}")
    endif()
  endforeach()
endmacro()

# naru_pkg_config(<file>): writes naru.pc for the target naru. Asio appears nowhere in it, because it is
# compiled into the library and no public header includes it.
function(naru_pkg_config file)
  # What a program must link beside naru. With a static library it always must, so `--static` changes
  # nothing there.
  set(libraries_of_system "")
  get_target_property(libraries naru LINK_LIBRARIES)
  list(FILTER libraries EXCLUDE REGEX "^::@")  # marks of the folder that added a library
  foreach(library IN LISTS libraries)
    if(library STREQUAL "Threads::Threads")
      list(APPEND libraries_of_system -pthread)
    elseif(NOT TARGET "${library}")
      list(APPEND libraries_of_system "-l${library}")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES libraries_of_system)
  list(JOIN libraries_of_system " " libraries_of_system)

  set(definitions "")
  if(BUILD_SHARED_LIBS)
    set(libraries "-lnaru")
    set(private_libraries "${libraries_of_system}")
    if(WIN32)
      set(definitions " -DNARU_SHARED")
    endif()
  else()
    set(libraries "-lnaru ${libraries_of_system}")
    set(private_libraries "")
  endif()

  naru_pkg_config_paths()
  configure_file("${PROJECT_SOURCE_DIR}/cmake/naru.pc.in" "${file}" @ONLY)
endfunction()

# naru_pkg_config_of_part(<name> <file>): writes naru-<name>.pc for the library naru_<name> beside naru.
function(naru_pkg_config_of_part name file)
  set(requires_of_web "")
  set(libraries_of_web "")
  if(NARU_WEB_DEFLATE)
    set(requires_of_web " zlib")
    set(libraries_of_web " -lz")
  endif()
  naru_pkg_config_paths()
  configure_file("${PROJECT_SOURCE_DIR}/cmake/naru-${name}.pc.in" "${file}" @ONLY)
endfunction()
