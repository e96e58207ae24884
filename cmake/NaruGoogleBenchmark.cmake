# Google Benchmark, for the microbenchmarks, as the target naru_dependency_benchmark: a package, or
# the pinned commit. It is a library, not only headers, so naru_dependency cannot be used.
include_guard(GLOBAL)

add_library(naru_dependency_benchmark INTERFACE IMPORTED GLOBAL)

find_package(benchmark CONFIG QUIET)
if(TARGET benchmark::benchmark)
  message(STATUS "benchmark: package in ${benchmark_DIR}")
  set_target_properties(benchmark::benchmark PROPERTIES IMPORTED_GLOBAL TRUE)
else()
  set(commit eddb0241389718a23a42db6af5f0164b6e0139af)  # 1.9.4
  message(STATUS "benchmark: fetching ${commit}")
  set(BENCHMARK_ENABLE_TESTING OFF)
  set(BENCHMARK_ENABLE_INSTALL OFF)
  set(BENCHMARK_INSTALL_DOCS OFF)
  set(BENCHMARK_ENABLE_WERROR OFF)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)  # so that its options take the variables above
  include(FetchContent)
  FetchContent_Declare(naru_benchmark
    GIT_REPOSITORY https://github.com/google/benchmark.git
    GIT_TAG ${commit})
  FetchContent_MakeAvailable(naru_benchmark)
endif()
target_link_libraries(naru_dependency_benchmark INTERFACE benchmark::benchmark)
