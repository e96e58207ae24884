// The tests of a proactor. Every case runs on the backend that --backend=NAME chooses, the
// system's own by default; "simulated" is one of them if the build has it. --share=2/6 runs a part
// of the selected cases. The other arguments are doctest's; --help lists them. With the environment
// variable NARU_TEST_FAILURES=1 the program ends at its first failure, like with --abort-after=1.
#define DOCTEST_CONFIG_IMPLEMENT
#include "share.hpp"
#include "simulated_backend.hpp"
#include "support.hpp"
#include "system.hpp"
#include "watchdog.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// Tells the watchdog where cases begin and end, and selects the cases of the share.
class case_listener final : public doctest::IReporter {
 public:
  explicit case_listener(const doctest::ContextOptions&) : watchdog_(limit()) {}

  void test_case_start(const doctest::TestCaseData& data) override {
    watchdog_.case_started(data.m_name);
  }
  void test_case_end(const doctest::CurrentTestCaseStats&) override { watchdog_.case_ended(); }

  void report_query(const doctest::QueryData& found) override {
    contract::remember_selection(found);
  }
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

/// The text after `option`, such as "--backend=", among the arguments.
std::optional<std::string_view> argument(std::string_view option, int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view given = argv[i];
    if (given.starts_with(option)) return given.substr(option.size());
  }
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  const auto backend = argument("--backend=", argc, argv).value_or(naru::backends().front());
  std::vector<std::string_view> known(naru::backends().begin(), naru::backends().end());
  if (contract::has_simulated_backend()) known.push_back(contract::simulated);
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
  static_cast<void>(contract::unused_endpoint());  // made now: it counts as no test's handle
  doctest::Context context;
  if (const auto given = contract::environment("NARU_TEST_FAILURES")) {
    context.setOption("abort-after", std::stoi(*given));
  }
  context.applyCommandLine(argc, argv);
  if (const auto given = argument("--share=", argc, argv)) {
    const auto part = contract::parse_share(*given);
    if (!part) {
      std::fprintf(stderr, "--share=NUMBER/TOTAL wants a number from 1 to the total\n");
      return 2;
    }
    contract::run_only(*part, context, argc, argv);
  }
  return context.run();
}
