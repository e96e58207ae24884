# naru_target_defaults(<target>): the compiler options of every target of naru: warnings,
# sanitizers, and the Windows headers' switches. All of them are PRIVATE, so that none reaches a
# consumer.

function(naru_target_defaults target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)

  if(MSVC)  # also clang-cl
    target_compile_options(${target} PRIVATE /W4 /permissive- /utf-8 /Zc:__cplusplus
      /wd4459)  # a local variable may have a name of the namespace, such as error
  else()
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
    # GCC 12 takes "text" + std::string for an overlapping copy.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      target_compile_options(${target} PRIVATE -Wno-restrict)
    endif()
  endif()
  # COMPILE_WARNING_AS_ERROR is not used, because its default comes from a variable of the
  # consumer.
  if(NARU_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE $<IF:$<BOOL:${MSVC}>,/WX,-Werror>)
  endif()

  if(NARU_SANITIZE)
    list(JOIN NARU_SANITIZE "," sanitizers)
    if(MSVC)  # whose objects tell the linker what they need
      target_compile_options(${target} PRIVATE /fsanitize=${sanitizers})
    else()
      target_compile_options(${target} PRIVATE
        -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
      target_link_options(${target} PRIVATE -fsanitize=${sanitizers})
    endif()
  endif()

  if(WIN32)
    target_compile_definitions(${target} PRIVATE
      _WIN32_WINNT=0x0A00  # Windows 10 on
      WIN32_LEAN_AND_MEAN
      NOMINMAX
      _CRT_SECURE_NO_WARNINGS)
  endif()
endfunction()

# naru_part(<name> <source>...): the library naru::<name> beside naru, with the public headers in
# include, so that a program that does not ask for it does not have it. It is static even beside a
# shared naru: it has nothing that a program and naru must share. See also naru_install_part.
function(naru_part name)
  add_library(naru_${name} STATIC ${ARGN})
  add_library(naru::${name} ALIAS naru_${name})
  set_target_properties(naru_${name} PROPERTIES EXPORT_NAME ${name})
  naru_target_defaults(naru_${name})
  naru_library_defaults(naru_${name})
  target_include_directories(naru_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>)
endfunction()

# naru_hardly_optimized(<target>): compiles the target fast, if its own speed is not the purpose of
# a release build. The library that it uses is optimized as usual.
function(naru_hardly_optimized target)
  target_compile_options(${target} PRIVATE ${naru_hardly_optimized_options})
endfunction()

# GCC compiles as fast with -Og as with -O0. It leaves out the small functions that it inlines, and a
# linker for Windows takes several times as long with them.
set(naru_hardly_optimized_options "")
if(NOT MSVC)
  set(naru_hardly_optimized_options
    $<$<CONFIG:Release>:$<IF:$<CXX_COMPILER_ID:GNU>,-Og,-O0>>)
endif()

# naru_compiled_in_groups(<target>): with NARU_COMPILE_IN_GROUPS its sources are compiled several
# at a time, because most of the compile time goes to what they include. So a name in an unnamed
# namespace may be in only one of them. The library itself is compiled file by file; otherwise a
# missing include would pass unnoticed.
function(naru_compiled_in_groups target)
  if(NOT NARU_COMPILE_IN_GROUPS)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON)
  # GCC warns about a source that another one includes as if it were a header.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

# naru_library_defaults(<target>): additional compiler options for every object of the library. The
# code is position-independent, because a user's shared library may contain it, and names that
# NARU_API does not mark are hidden. Each function is in a section of its own, so that a program that
# is linked with --gc-sections has only those that it calls. A call within the library goes straight to its target, not
# through a table by which other libraries could replace it.
function(naru_library_defaults target)
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  if(NOT MSVC)  # which has this from /O2 on
    target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
  endif()
  # A static library beside a DLL takes names from it, as a program does.
  get_target_property(type ${target} TYPE)
  if(BUILD_SHARED_LIBS AND WIN32 AND NOT type STREQUAL "STATIC_LIBRARY")
    target_compile_definitions(${target} PRIVATE NARU_SHARED naru_EXPORTS)
    if(MSVC)
      target_compile_options(${target} PRIVATE /wd4251 /wd4275)
    endif()
  elseif(NOT WIN32)
    target_compile_options(${target} PRIVATE -fno-semantic-interposition)
    if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
      target_link_options(${target} PRIVATE LINKER:-Bsymbolic-functions)
    endif()
  endif()
endfunction()

# naru_backend(<name> <source>...): the sources of one backend. They are objects of the naru
# library, but are compiled apart, so that no other file sees the backend's include folders.
function(naru_backend name)
  set(target naru_backend_${name})
  add_library(${target} OBJECT ${ARGN})
  naru_target_defaults(${target})
  naru_library_defaults(${target})
  target_include_directories(${target} PRIVATE
    $<TARGET_PROPERTY:naru,INTERFACE_INCLUDE_DIRECTORIES>
    "${PROJECT_SOURCE_DIR}/backends"
    "${PROJECT_SOURCE_DIR}/core/src"
    "${PROJECT_SOURCE_DIR}/core/src/native/${NARU_SYSTEM}")
  target_link_libraries(${target} PRIVATE Threads::Threads)
  target_sources(naru PRIVATE $<TARGET_OBJECTS:${target}>)
endfunction()
