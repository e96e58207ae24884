# Standalone Asio, for the fallback backend only.
include(NaruDependency)

naru_dependency(asio
  PACKAGE asio
  TARGET asio::asio
  HEADER asio.hpp
  CONTENTS asio.hpp asio
  MINIMUM_VERSION asio/version.hpp ASIO_VERSION 102201
  REPOSITORY https://github.com/chriskohlhoff/asio.git
  COMMIT 8806a6803cde7054c3049d3666d3ec36786568c5  # 1.38.2
  INCLUDE_DIRECTORY include)
