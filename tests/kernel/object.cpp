#include "object.hpp"

#include <cstdio>
#include <cstdlib>

#include "memory.hpp"

namespace kernel {
namespace {

// The numbers are multiples of four, as on Windows, and not small.
constexpr handle first_number = 0x100;

struct table {
  std::mutex lock;
  std::condition_variable changed;
  vector<std::shared_ptr<object>> objects;
  vector<std::size_t> free;
};

// It is never destroyed, because objects of the program may close their sockets at its end.
table& the_table() noexcept {
  alignas(table) static std::byte room[sizeof(table)];
  static table* const made = new (room) table;
  return *made;
}

std::size_t index_of(handle number) noexcept { return (number - first_number) / 4; }

bool is_number(handle number) noexcept {
  return number >= first_number && number % 4 == 0 && index_of(number) < the_table().objects.size();
}

}  // namespace

std::mutex& lock_of_all() noexcept { return the_table().lock; }
std::condition_variable& changed() noexcept { return the_table().changed; }

handle open(std::shared_ptr<object> made) {
  table& all = the_table();
  if (all.free.empty()) {
    all.free.push_back(all.objects.size());
    all.objects.emplace_back();
  }
  const std::size_t index = all.free.back();
  all.free.pop_back();
  all.objects[index] = std::move(made);
  return first_number + index * 4;
}

std::shared_ptr<object> find(handle number) noexcept {
  return is_number(number) ? the_table().objects[index_of(number)] : nullptr;
}

void demand_open(handle number, const char* call) noexcept {
  if (is_number(number) && find(number) == nullptr) misuse(call, "the handle is closed");
}

void close(handle number) noexcept {
  the_table().objects[index_of(number)].reset();
  the_table().free.push_back(index_of(number));
}

std::size_t count_open() noexcept { return the_table().objects.size() - the_table().free.size(); }

void misuse(const char* call, const char* what) noexcept {
  std::fprintf(stderr, "kernel: %s: %s\n", call, what);
  std::abort();
}

}  // namespace kernel
