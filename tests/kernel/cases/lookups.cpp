// A look-up of a name that ends while it is cancelled, and one that is cancelled while it starts.
// GetAddrInfoExCancel does not return while the routine of the look-up runs (dotnet/runtime #63552:
// both took one lock, and waited for each other for ever).
#include "lookups.hpp"
#include "functions.hpp"
#include "support.hpp"

#include <atomic>
#include <vector>

using namespace contract;

namespace {

LPLOOKUPSERVICE_COMPLETION_ROUTINE routine_of_program = nullptr;
naru::resolver* cancels_at_start = nullptr;
std::atomic<bool> is_held = false;
std::atomic<bool> was_cancelled = false;

/// Runs in the place of the program's routine, until a thread waits for it in its cancel.
void CALLBACK hold_routine(DWORD error, DWORD bytes, OVERLAPPED* request) {
  is_held = true;
  was_cancelled = wait_until([] { return kernel::waiting_cancels_of_lookups() != 0; });
  routine_of_program(error, bytes, request);
}

INT WSAAPI ask_and_hold(const wchar_t* name, const wchar_t* service, DWORD name_space,
                        GUID* provider, const ADDRINFOEXW* hints, ADDRINFOEXW** list,
                        timeval* timeout, OVERLAPPED* request,
                        LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, HANDLE* handle) {
  routine_of_program = routine;
  const int result = kernel::calls::GetAddrInfoExW(name, service, name_space, provider, hints, list,
                                                   timeout, request, &hold_routine, handle);
  CHECK(wait_until([] { return is_held.load(); }));
  if (cancels_at_start != nullptr) cancels_at_start->cancel();
  return result;
}

/// Cancels a look-up. Its routine has begun, and so the cancel waits for it.
void check_cancelled_lookup(bool at_start) {
  std::vector<naru::endpoint> found;
  recorder resolved;
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  is_held = was_cancelled = false;
  cancels_at_start = at_start ? &resolver : nullptr;
  resolver.resolve("localhost", 80, found, resolved);
  if (!at_start) resolver.cancel();
  CHECK(run_until_completed(*proactor, {&resolved}));
  CHECK(resolved.error() == std::errc::operation_canceled);
  CHECK(wait_until([] { return was_cancelled.load(); }));
}

}  // namespace

// NOLINTBEGIN: the linker's name
extern "C" {
constinit auto __imp_GetAddrInfoExW = &ask_and_hold;
}
// NOLINTEND

TEST_SUITE_BEGIN("kernel");

TEST_CASE("a_lookup_may_end_while_it_is_cancelled") { check_cancelled_lookup(false); }

// Otherwise it would go on until the system gives it up.
TEST_CASE("a_lookup_that_is_cancelled_while_it_starts_is_cancelled") {
  check_cancelled_lookup(true);
}

TEST_SUITE_END();
