#include <naru/naru.hpp>

#include <system_error>

int main() {
  const std::error_code end = naru::error::end_of_stream;
  return end == naru::error::end_of_stream ? 0 : 1;
}
