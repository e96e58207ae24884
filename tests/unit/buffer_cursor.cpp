// buffer_cursor: the rest of a row of buffers after some bytes were transferred.
#include "values/buffer_cursor.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using cursor = naru::detail::buffer_cursor<naru::const_buffer>;

namespace {

std::size_t size_of_next_call(const cursor& left) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < left.count(); ++i) size += left[i].size();
  return size;
}

}  // namespace

TEST_SUITE_BEGIN("buffer_cursor");

TEST_CASE("nothing_is_finished_from_the_start") {
  CHECK(cursor({}).finished());
  const std::array<naru::const_buffer, 3> empty{};
  CHECK(cursor(empty).finished());
}

TEST_CASE("bytes_advance_across_buffers_and_skip_empty_ones") {
  const std::array<std::byte, 10> storage{};
  const naru::const_buffer whole(storage);
  const std::vector<naru::const_buffer> row{
      {}, whole.first(3), {}, whole.subspan(3, 2), whole.subspan(5, 5), {}};
  cursor left(row);
  CHECK_FALSE(left.finished());
  CHECK(left.first().data() == storage.data());
  left.advance(2);
  CHECK(left.first().data() == storage.data() + 2);
  CHECK(left.first().size() == 1);
  left.advance(2);
  CHECK(left.first().data() == storage.data() + 4);
  CHECK(size_of_next_call(left) == 6);
  left.advance(6);
  CHECK(left.finished());
}

TEST_CASE("one_call_takes_a_bounded_number_of_buffers") {
  const std::array<std::byte, 1> byte{};
  const std::vector<naru::const_buffer> row(200, naru::const_buffer(byte));
  cursor left(row);
  std::size_t calls = 0;
  while (!left.finished()) {
    CHECK(left.count() <= naru::detail::buffers_per_call);
    left.advance(size_of_next_call(left));
    ++calls;
  }
  CHECK(calls == 4);
}

TEST_SUITE_END();
