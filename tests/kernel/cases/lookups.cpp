// A look-up of a name that ends while it is cancelled. GetAddrInfoExCancel does not return while
// the routine of the look-up runs (dotnet/runtime #63552: both took one lock, and waited for each
// other for ever).
#include "lookups.hpp"
#include "functions.hpp"
#include "support.hpp"

#include <atomic>
#include <vector>

using namespace contract;

namespace {

LPLOOKUPSERVICE_COMPLETION_ROUTINE routine_of_program = nullptr;
std::atomic<bool> is_held = false;

/// Runs in the place of the program's routine, until a thread waits for it in its cancel.
void CALLBACK hold_routine(DWORD error, DWORD bytes, OVERLAPPED* request) {
  is_held = true;
  static_cast<void>(wait_until([] { return kernel::waiting_cancels_of_lookups() != 0; }));
  routine_of_program(error, bytes, request);
}

INT WSAAPI ask_and_hold(const wchar_t* name, const wchar_t* service, DWORD name_space,
                        GUID* provider, const ADDRINFOEXW* hints, ADDRINFOEXW** list,
                        timeval* timeout, OVERLAPPED* request,
                        LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, HANDLE* handle) {
  routine_of_program = routine;
  return kernel::calls::GetAddrInfoExW(name, service, name_space, provider, hints, list, timeout,
                                       request, &hold_routine, handle);
}

}  // namespace

// NOLINTBEGIN: the linker's name
extern "C" {
constinit auto __imp_GetAddrInfoExW = &ask_and_hold;
}
// NOLINTEND

TEST_SUITE_BEGIN("kernel");

TEST_CASE("a_lookup_may_end_while_it_is_cancelled") {
  std::vector<naru::endpoint> found;
  recorder resolved;
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  resolver.resolve("localhost", 80, found, resolved);
  REQUIRE(wait_until([] { return is_held.load(); }));
  resolver.cancel();
  CHECK(run_until_completed(*proactor, {&resolved}));
  CHECK(resolved.error() == std::errc::operation_canceled);
}

TEST_SUITE_END();
