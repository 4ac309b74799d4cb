// How many threads the operators of one thread may use (design, section 7, Core budget).
// Non-goals: deciding the number, which is the scheduler's.
#pragma once

namespace anabranch::aten {

// Sets the intra-op width of the calling thread only: its OpenMP team and MKL's. Never touches the process-wide setting.
// 0: what the user set (torch.set_num_threads).
void set_thread_width(int threads);

// The user's width of this thread becomes `threads` (1 in the child of a fork whose parent had a team: libgomp would wait for
// threads that do not exist there).
void limit_thread(int threads);

}  // namespace anabranch::aten
