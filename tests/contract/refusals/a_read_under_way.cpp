// A buffered reader is asked to consume bytes while a read is pending: the program ends, in
// release builds too.
#include <naru/naru.hpp>

#include <array>

#include "ends_quietly.hpp"

int main() {
  end_quietly();
  std::array<std::byte, 8> storage{};
  naru::callback read([](naru::io_result) {});
  const auto proactor = naru::make_proactor();
  naru::tcp_stream stream(*proactor);  // not connected, so the read fails when the proactor runs
  naru::buffered_reader reader(stream, naru::buffer(storage));
  reader.read_exactly(1, read);
  reader.consume(1);
  proactor->run();
  return 0;
}
