# protobuf, with its compiler, as protobuf::libprotobuf and protobuf::protoc, if the system has them.
# Only one sample needs it, so it is not fetched: if it is missing, there are no such targets.
include_guard(GLOBAL)

# The package that newer versions bring along names what they themselves need.
find_package(Protobuf CONFIG QUIET)
if(NOT TARGET protobuf::libprotobuf)
  find_package(Protobuf MODULE QUIET)
endif()
if(TARGET protobuf::libprotobuf AND TARGET protobuf::protoc)
  message(STATUS "protobuf: version ${Protobuf_VERSION}")
else()
  message(STATUS "protobuf: missing, protobuf_lobby is not built")
endif()

# naru_protobuf_messages(<name> <file>): a library of what protoc generates from a .proto file. It is
# compiled without naru's warnings, because nobody here wrote it.
function(naru_protobuf_messages name file)
  get_filename_component(file "${file}" ABSOLUTE)
  get_filename_component(folder "${file}" DIRECTORY)
  get_filename_component(stem "${file}" NAME_WE)
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/${name}")
  file(MAKE_DIRECTORY "${generated}")
  add_custom_command(
    OUTPUT "${generated}/${stem}.pb.cc" "${generated}/${stem}.pb.h"
    COMMAND protobuf::protoc "--cpp_out=${generated}" -I "${folder}" "${file}"
    DEPENDS "${file}" protobuf::protoc
    COMMENT "Generating ${stem}.pb.h"
    VERBATIM)
  add_library(${name} STATIC "${generated}/${stem}.pb.cc" "${generated}/${stem}.pb.h")
  target_include_directories(${name} SYSTEM PUBLIC "${generated}")
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf)
endfunction()
