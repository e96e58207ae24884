// A log that throws when it is told of a failure, as one does without memory. Nobody else is told,
// so the failure is printed.
#include <naru/naru.hpp>

#include <new>

int main() {
  naru::proactor_options options;
  options.log = [](naru::log_level, std::string_view, naru::log_fields) { throw std::bad_alloc(); };
  const auto proactor = naru::make_proactor(options);
  proactor->report({.error = std::make_error_code(std::errc::timed_out), .where = "on purpose"});
}
