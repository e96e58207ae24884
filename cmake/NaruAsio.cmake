# Standalone Asio, for the fallback backend only.
include(NaruDependency)

naru_dependency(asio
  PACKAGE asio
  TARGET asio::asio
  HEADER asio.hpp
  CONTENTS asio.hpp asio
  MINIMUM_VERSION asio/version.hpp ASIO_VERSION 102201
  REPOSITORY https://github.com/chriskohlhoff/asio.git
  COMMIT 231cb29bab30f82712fcd54faaea42424cc6e710  # 1.36.0
  INCLUDE_DIRECTORY asio/include)
