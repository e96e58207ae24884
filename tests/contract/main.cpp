// The tests of a proactor: every case runs on the backend that --backend=NAME chooses, the system's
// own by default. The other arguments are doctest's; --help lists them.
#define DOCTEST_CONFIG_IMPLEMENT
#include "support.hpp"
#include "system.hpp"
#include "watchdog.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

namespace {

/// Tells the watchdog where one case ends and the next begins.
class case_listener final : public doctest::IReporter {
 public:
  explicit case_listener(const doctest::ContextOptions&) : watchdog_(limit()) {}

  void test_case_start(const doctest::TestCaseData& data) override {
    watchdog_.case_started(data.m_name);
  }
  void test_case_end(const doctest::CurrentTestCaseStats&) override { watchdog_.case_ended(); }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  static std::chrono::seconds limit() {
    const auto given = contract::environment("NARU_TEST_CASE_SECONDS");
    return std::chrono::seconds(given ? std::stol(*given) : 60);
  }

  contract::watchdog watchdog_;
};

REGISTER_LISTENER("watchdog", 1, case_listener);

std::string_view backend_argument(int count, const char* const* arguments) {
  constexpr std::string_view option = "--backend=";
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument.starts_with(option)) return argument.substr(option.size());
  }
  return naru::backends().front();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view backend = backend_argument(argc, argv);
  const auto known = naru::backends();
  if (std::find(known.begin(), known.end(), backend) == known.end()) {
    std::string names;
    for (const std::string_view name : known) names.append(names.empty() ? "" : ", ").append(name);
    std::fprintf(stderr, "there is no backend named \"%.*s\" in this build, only: %s\n",
                 static_cast<int>(backend.size()), backend.data(), names.c_str());
    return 2;
  }
  std::printf("backend: %.*s\n", static_cast<int>(backend.size()), backend.data());
  std::fflush(stdout);

  contract::choose_backend(backend);
  contract::raise_handle_limit();
  doctest::Context context(argc, argv);
  return context.run();
}
