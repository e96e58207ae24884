// The libraries that are compared. Each has a source file of its own, which instantiates all
// scenarios with its adapter and registers them.
//
// An adapter expresses this in the library's own terms, as well as the library can:
//
//     struct some_peer {
//       static constexpr std::string_view name;
//       class loop {                              // on the thread that calls run
//         void run(function);                     // calls it inside the loop, and goes on until
//                                                 // nothing is left to do or stop is called
//         void stop();
//         void take_time();                       // from here on delays are counted
//         void hold(); void release();            // between them run stays; inside the loop or
//                                                 // outside of run
//         void close();                           // no timer will be used any more
//       };
//       class timer {
//         timer(loop&, tally&);                   // counts how its waits end
//         void start(std::chrono::microseconds);  // inside the loop
//         void cancel();                          // inside the loop
//       };
//       template <class Handler> class work {
//         work(loop&, Handler);                   // calls handler(work&)
//         void post();                            // inside the loop
//       };
//       template <class Handler> class outside_work {
//         outside_work(loop&, Handler);           // calls handler(outside_work&)
//         void post();                            // on any thread
//       };
//     };
#pragma once

namespace bench {

void register_naru();
void register_asio();
void register_libuv();
void register_serials();

}  // namespace bench
