# naru_dependency(<name> ...): a header-only library as the target naru_dependency_<name>.
#
#   PACKAGE, TARGET          the package's name and the target it defines
#   HEADER                   the header to look for
#   CONTENTS                 all that belongs to the library in its include folder
#   MINIMUM_VERSION          optional: <header> <macro> <least value>, for headers without a package
#   REPOSITORY, COMMIT, INCLUDE_DIRECTORY
#                            where to fetch it, and the include folder therein
#   DEFINITIONS              optional; a package has its own
#
# Looked for in this order: a package, the system's headers, the pinned commit.

include_guard(GLOBAL)

function(naru_dependency name)
  set(target naru_dependency_${name})
  if(TARGET ${target})
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg ""
    "PACKAGE;TARGET;HEADER;REPOSITORY;COMMIT;INCLUDE_DIRECTORY"
    "CONTENTS;MINIMUM_VERSION;DEFINITIONS")

  add_library(${target} INTERFACE IMPORTED GLOBAL)
  find_package(${arg_PACKAGE} CONFIG QUIET)
  if(TARGET ${arg_TARGET})
    message(STATUS "${name}: package in ${${arg_PACKAGE}_DIR}")
    set_target_properties(${arg_TARGET} PROPERTIES IMPORTED_GLOBAL TRUE)
    target_link_libraries(${target} INTERFACE ${arg_TARGET})
    return()
  endif()

  naru_find_headers(directory)
  if(directory)
    message(STATUS "${name}: headers in ${directory}")
    if(CMAKE_CROSSCOMPILING)
      naru_link_headers(directory)
    endif()
  else()
    message(STATUS "${name}: fetching ${arg_COMMIT} from ${arg_REPOSITORY}")
    naru_fetch_headers(directory)
  endif()
  target_include_directories(${target} SYSTEM INTERFACE "${directory}")
  target_compile_definitions(${target} INTERFACE ${arg_DEFINITIONS})
endfunction()

# The three functions below are steps of naru_dependency and read its arguments.

function(naru_find_headers result)
  # BOTH, because header-only libraries also serve a cross build, and the build machine has them.
  find_path(NARU_${name}_HEADERS "${arg_HEADER}" CMAKE_FIND_ROOT_PATH_BOTH
    PATHS /usr/include /usr/local/include /opt/homebrew/include
    DOC "The include folder of ${name}")
  mark_as_advanced(NARU_${name}_HEADERS)
  set(directory "${NARU_${name}_HEADERS}")

  if(directory AND arg_MINIMUM_VERSION)
    list(POP_FRONT arg_MINIMUM_VERSION header macro least)
    file(STRINGS "${directory}/${header}" line REGEX "^#define ${macro} ")
    string(REGEX MATCH "[0-9]+" version "${line}")
    if(version LESS least)
      message(STATUS "${name}: ${directory} has version ${version}, older than ${least}")
      set(directory "")
    endif()
  endif()
  set(${result} "${directory}" PARENT_SCOPE)
endfunction()

# If a cross build had the host's include folder on its path, it would take the host's system
# headers for its own. So it gets a folder that contains only the library.
function(naru_link_headers result)
  set(alone "${PROJECT_BINARY_DIR}/dependencies/${name}")
  file(MAKE_DIRECTORY "${alone}")
  foreach(entry IN LISTS arg_CONTENTS)
    file(CREATE_LINK "${${result}}/${entry}" "${alone}/${entry}" SYMBOLIC)
  endforeach()
  set(${result} "${alone}" PARENT_SCOPE)
endfunction()

function(naru_fetch_headers result)
  include(FetchContent)
  # SOURCE_SUBDIR names a folder that does not exist, because only the sources are needed, not
  # their own build.
  FetchContent_Declare(naru_${name}
    GIT_REPOSITORY "${arg_REPOSITORY}"
    GIT_TAG "${arg_COMMIT}"
    SOURCE_SUBDIR not-built)
  FetchContent_MakeAvailable(naru_${name})
  set(${result} "${naru_${name}_SOURCE_DIR}/${arg_INCLUDE_DIRECTORY}" PARENT_SCOPE)
endfunction()
